/** What a program shows of itself: it is trained in the page, and measured. All symptoms are computed, none is drawn. */

import { Generator } from "../../../nn/random.js";
import { findClass } from "../../../nn/metrics.js";
import { cutDigits } from "../digits.js";
import { compareGradients } from "../gradient-table.js";
import { BATCH, RATE, createProgram } from "./program.js";

/**
 * @typedef {import("../digits.js").LabeledImages} LabeledImages
 * @typedef {import("../gradient-table.js").GradientRow} GradientRow
 *
 * @typedef {object} Symptoms
 * @property {GradientRow[]} before   the gradient check of the first weights
 * @property {GradientRow[]} after    of the trained ones
 * @property {number[]} losses        of each update
 * @property {{step: number, train: number, test: number}[]} accuracies
 * @property {number} fresh           accuracy on digits that were neither trained nor tested on
 * @property {number} stepRatio       change of the weights / derivative, of one update
 * @property {number} saturated       share of hidden activations above 0.99 in size, before training
 * @property {number} distinct        different neurons of layer 1
 * @property {number} highest         the highest probability that the program computes
 * @property {Uint32Array[]} answers  test digits: a row for each digit, a column for each answer
 * @property {import("../../../nn/parameters.js").Parameters} parameters
 */

/** Digits to train on, to test on, and new ones; shares of what there is where there are fewer. */
const PARTS = [1500, 200, 800];
const EPOCHS = 6;
const CHECKED = 10;
/** So many updates between two pauses, so that the page stays alive. */
const UPDATES = 10;

/**
 * @param {import("./program.js").Hooks} hooks @param {LabeledImages} digits
 * @param {(share: number) => boolean} progress  false stops
 * @returns {Promise<Symptoms | null>} null where it was stopped
 */
export async function findSymptoms(hooks, digits, progress) {
  const [own, test, fresh] = split(digits);
  const train = hooks.chooseTraining?.(own, test) ?? own;
  const program = createProgram(hooks);
  const checked = program.read(train, spread(train.count, CHECKED));
  const check = () => compareGradients(program.parameters, program.claim(checked.inputs, checked.labels), () => program.measure(program.parameters, checked.inputs, checked.labels));
  const saturated = measureSaturation(program, program.read(fresh, spread(fresh.count, 100)).inputs);
  const before = check();
  const stepRatio = measureStep(hooks, checked);
  const steps = Math.ceil(train.count / BATCH);
  const total = EPOCHS * steps;
  /** @type {number[]} */
  const losses = [];
  const accuracies = [];
  for (let step = 0; step < total; step++) {
    const epoch = Math.floor(step / steps);
    const order = orderOf(epoch, train.count, Boolean(hooks.isUnshuffled)).subarray((step % steps) * BATCH, (step % steps + 1) * BATCH);
    const { inputs, labels } = program.read(train, order);
    losses.push(program.update(inputs, labels));
    if ((step + 1) % steps === 0) accuracies.push({ step: step + 1, train: measureAccuracy(program, train).accuracy, test: measureAccuracy(program, test).accuracy });
    if (step % UPDATES) continue;
    if (!progress((step + 1) / total)) return null;
    await new Promise((resolve) => setTimeout(resolve));
  }
  const { answers } = measureAccuracy(program, test);
  const { accuracy, highest } = measureAccuracy(program, fresh);
  return { before, after: check(), losses, accuracies, fresh: accuracy, stepRatio, saturated, distinct: countDistinct(program), highest, answers, parameters: program.parameters };
}

/** @param {LabeledImages} digits */
function split(digits) {
  const scale = Math.min(1, digits.count / PARTS.reduce((sum, each) => sum + each, 0));
  const counts = PARTS.map((count) => Math.floor(count * scale));
  return counts.map((count, i) => cutDigits(digits, counts.slice(0, i).reduce((sum, each) => sum + each, 0), count));
}

/** Every so manyth index. @param {number} count @param {number} wanted @returns {number[]} */
function spread(count, wanted) {
  return Array.from({ length: Math.min(wanted, count) }, (_, i) => Math.floor((i * count) / wanted));
}

/** @param {number} epoch @param {number} count @param {boolean} isUnshuffled @returns {Uint32Array} */
function orderOf(epoch, count, isUnshuffled) {
  return isUnshuffled ? Uint32Array.from({ length: count }, (_, i) => i) : new Generator([0xb06, 2, epoch]).permutation(count);
}

/** Change of the weights divided by the derivative, by least squares, for one update of a program of its own. @param {import("./program.js").Hooks} hooks @param {{inputs: any, labels: number[]}} batch */
function measureStep(hooks, { inputs, labels }) {
  const program = createProgram(hooks);
  const start = program.parameters.copy();
  program.update(inputs, labels);
  const derivatives = program.gradients.vector;
  let [dot, norm] = [0, 0];
  start.vector.forEach((value, i) => {
    dot += (value - program.parameters.vector[i]) * derivatives[i];
    norm += derivatives[i] ** 2;
  });
  return norm ? dot / norm : RATE;
}

/** @param {import("./program.js").Program} program @param {LabeledImages} digits */
function measureAccuracy(program, digits) {
  const { inputs } = program.read(digits, Uint32Array.from({ length: digits.count }, (_, i) => i));
  const outputs = program.network.forward(program.parameters, inputs).result;
  const answers = Array.from({ length: 10 }, () => new Uint32Array(10));
  let correct = 0;
  digits.labels.forEach((label, row) => {
    const found = Math.max(0, findClass(outputs, row));
    answers[label][found] += 1;
    if (found === label) correct += 1;
  });
  return { accuracy: correct / digits.count, answers, highest: findHighest(program, outputs) };
}

/** The highest probability of a label that the loss implies. @param {import("./program.js").Program} program @param {import("../../../nn/arrays.js").Tensor} outputs */
function findHighest(program, outputs) {
  let lowest = Infinity;
  for (let row = 0; row < Math.min(outputs.count, 200); row++) {
    const { value } = program.compare(outputs.row(row), [Math.max(0, findClass(outputs, row))]);
    if (value < lowest) lowest = value;
  }
  return Math.exp(-lowest);
}

/** @param {import("./program.js").Program} program @param {import("../../../nn/arrays.js").Tensor} inputs */
function measureSaturation(program, inputs) {
  const { outputs } = program.network.forward(program.parameters, inputs);
  const hidden = [...outputs[1].data, ...outputs[3].data];
  return hidden.filter((each) => Math.abs(each) > 0.99).length / hidden.length;
}

/** @param {import("./program.js").Program} program */
function countDistinct({ parameters }) {
  const { shape: [inputs, units], data } = parameters.get("1.weights");
  const seen = new Set(Array.from({ length: units }, (_, unit) => Array.from({ length: inputs }, (_, i) => data[i * units + unit].toPrecision(9)).join()));
  return seen.size;
}
