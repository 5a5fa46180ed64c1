import assert from "node:assert/strict";
import test from "node:test";

const web = new URL("../../../../src/glassnet/serve/web", import.meta.url).href;
const load = (path) => import(`${web}/${path}`);
const { addUp, chooseDecimals, formatAlone, formatFixed } = await load("rooms/backprop/core/decimals.js");
const { createExperiment } = await load("rooms/backprop/core/experiment.js");
const { createTinyModel, TINY_ACTIVATIONS, TINY_LOSSES } = await load("rooms/backprop/core/tiny-network.js");
const { measureSlope, traceCurve } = await load("rooms/backprop/core/curve.js");
const { listPhases, getKnownError } = await load("rooms/backprop/core/phases.js");
const { createColumns } = await load("stage/columns.js");
const { findActivationSlope, findCollected, findSum, getLayer } = await load("rooms/backprop/core/quantities.js");
const { findIndex, findPlace } = await load("rooms/backprop/core/places.js");
const { layOut } = await load("rooms/backprop/core/tiles.js");
const { readSampleDigits } = await load("rooms/backprop/core/sample-digits.js");
const { fromPlain } = await load("nn/index.js");

const begin = (settings = { activation: "relu", loss: "softmax_cross_entropy" }, label = 0) => createExperiment(createTinyModel(settings), Float64Array.of(1, 0.5), label);
const close = (a, b, tolerance = 1e-12) => assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a)), `${a} is not ${b}`);

test("what is written of a sum adds up to the last digit", () => {
  const terms = Array.from({ length: 40 }, (_, i) => Math.sin(i * i) / (i + 1));
  const total = terms.reduce((a, b) => a + b, 0.123456);
  const sum = addUp(terms, total, { shown: 5, extra: 0.123456 });
  const scale = 10 ** sum.decimals;
  const whole = (value) => Math.round(value * scale);
  assert.equal(sum.shown.reduce((a, { value }) => a + whole(value), whole(sum.extra) + whole(sum.others)), whole(sum.total));
  assert.equal(sum.shown.length, 5);
  assert.equal(sum.othersCount, 34);
  assert.deepEqual(sum.shown.map(({ value }) => Math.abs(value)), sum.shown.map(({ value }) => Math.abs(value)).sort((a, b) => b - a));
});

test("terms that would be written as zero are counted with the others", () => {
  const sum = addUp([1, 1e-9, -1e-9], 1, { shown: 3 });
  assert.deepEqual([sum.shown.length, sum.othersCount, sum.others], [1, 2, 0]);
});

test("numbers have a minus sign, significant digits, and never minus zero", () => {
  assert.equal(formatFixed(-0.00001, 2), "0.00");
  assert.equal(formatFixed(-1.5, 1), "−1.5");
  assert.equal(formatAlone(-0.0036708123), "−0.003671");
  assert.equal(formatAlone(1.5e-7), "1.500·10⁻⁷");
  assert.equal(chooseDecimals([12.3]), 2);
});

test("the small network is followed by hand", () => {
  const { trace } = begin();
  assert.deepEqual([...trace.layers[0].sums.data], [1, -0.5, 1.5]);
  assert.deepEqual([...trace.layers[0].outputs.data], [1, 0, 1.5]);
  assert.deepEqual([...trace.layers[1].sums.data], [0.25, 1]);
  const p = 1 / (1 + Math.exp(0.75));
  close(trace.loss, -Math.log(p));
  close(trace.layers[1].dSums.data[0], p - 1);
  close(trace.layers[0].dSums.data[0], 2 * (p - 1));
  assert.equal(trace.layers[0].dSums.data[1], 0);
});

test("every derivative is that of the differences, for each activation and loss", () => {
  for (const [activation] of TINY_ACTIVATIONS) {
    for (const [loss] of TINY_LOSSES) {
      const experiment = begin({ activation, loss }, 1);
      experiment.trace.gradients.vector.forEach((slope, i) => close(slope, measureSlope(experiment, i, 1e-5).slope, 1e-8));
    }
  }
});

test("measuring a slope or a curve leaves the weights as they are", () => {
  const experiment = begin();
  const before = [...experiment.parameters.vector];
  const { xs, ys } = traceCurve(experiment, 0, experiment.parameters.vector[0], 2);
  measureSlope(experiment, 0, 0.1);
  assert.deepEqual([...experiment.parameters.vector], before);
  close(ys[(xs.length - 1) / 2], experiment.trace.loss);
});

test("a small update keeps what the derivatives promise, and undo takes it back", () => {
  const experiment = begin();
  const before = [...experiment.parameters.vector];
  const { loss } = experiment.trace;
  const ahead = experiment.preview(1e-4);
  experiment.begin();
  experiment.proceed(1e-4);
  const { promised, count } = experiment.update;
  assert.equal(count, 1);
  close(promised, -1e-4 * experiment.update.gradient.reduce((sum, g) => sum + g * g, 0));
  close((experiment.trace.loss - loss) / promised, 1, 1e-2);
  close(ahead.newLoss, experiment.trace.loss);
  assert.equal(experiment.isOriginal, false);
  experiment.undo();
  assert.deepEqual([...experiment.parameters.vector], before);
  assert.equal(experiment.isOriginal, true);
  assert.equal(experiment.canUndo, false);
});

test("undo gives an optimizer its memory back", () => {
  const run = (steps) => {
    const experiment = begin();
    experiment.setOptimizer(fromPlain("optimizer", "adam"));
    steps(experiment);
    return [...experiment.parameters.vector];
  };
  const step = (experiment) => { experiment.begin(); experiment.proceed(0.1); };
  const straight = run((experiment) => { step(experiment); step(experiment); });
  const detour = run((experiment) => { step(experiment); step(experiment); experiment.undo(); step(experiment); });
  assert.deepEqual(detour, straight);
});

test("a hundred updates teach the label", () => {
  const experiment = begin(undefined, 1);
  const other = begin();
  other.begin();
  for (let i = 0; i < 100; i++) other.proceed(0.1);
  assert.ok(other.trace.probabilities[0] > 0.95);
  assert.ok(experiment.trace.probabilities[0] < 0.5);
  other.reset();
  assert.equal(other.isOriginal, true);
});

test("the phases go forward and then back, layer by layer", () => {
  const columns = createColumns(createTinyModel({ activation: "relu", loss: "softmax_cross_entropy" }));
  const phases = listPhases(columns);
  assert.deepEqual(phases.map(({ kind, column }) => `${kind} ${column}`), ["forward 2", "loss 2", "error 2", "gradients 2", "back 1", "gradients 1", "update 2", "again 2"]);
  assert.deepEqual(phases.map((phase) => getKnownError(phase, 2)), [Infinity, Infinity, 2, 2, 1, 1, 1, 1]);
});

test("what a neuron sums, and what it collects, are the traced numbers", () => {
  const experiment = begin({ activation: "sigmoid", loss: "squared_error" });
  const columns = createColumns(experiment.model);
  const { terms, bias, sum } = findSum(experiment, columns[2], 1);
  close(terms.reduce((a, b) => a + b, bias), sum);
  const collected = findCollected(experiment, columns, 1, 2);
  const layer = getLayer(experiment, columns[1]);
  close(collected.terms.reduce((a, b) => a + b, 0), layer.dOutputs.data[2]);
  close(layer.dOutputs.data[2] * findActivationSlope(experiment, columns[1], 2), layer.dSums.data[2]);
});

test("a selection leads to its parameter", () => {
  const { network, model } = begin();
  const columns = createColumns(model);
  const weight = findPlace(columns, network, { kind: "weight", column: 2, from: 2, to: 1 });
  assert.equal(findIndex(network, weight), 6 + 3 + 2 * 2 + 1);
  assert.equal(findIndex(network, findPlace(columns, network, { kind: "neuron", column: 1, index: 2 })), 6 + 2);
  assert.equal(findPlace(columns, network, { kind: "neuron", column: 0, index: 0 }), null);
});

test("weights of the first layer are one image for each neuron", () => {
  const layout = layOut([784, 16], [28, 28]);
  assert.equal(layout.kind, "images");
  assert.equal(layout.at(0, 1), 16);
  assert.equal(layout.at(0, 30), 1);
  assert.equal(layout.at(0, 28), -1);
});

test("there are three samples of each digit", async () => {
  const { labels, count, images } = await readSampleDigits();
  assert.equal(count, 30);
  for (let digit = 0; digit < 10; digit++) assert.equal(labels.filter((each) => each === digit).length, 3);
  assert.equal(images.length, 30 * 784);
});
