/**
 * Training that does not learn: recognized while it runs, with the likely cause and the setting to change, in the words of
 * Python's `glassnet.training.symptoms`.
 */

import { Identity } from "./activations.js";
import { readBatch } from "./metrics.js";
import { log } from "./math.js";
import { formatGeneral, formatPercent, formatPower } from "./number-text.js";
import { Activate, Dense } from "./layers.js";

/** Before so many updates nothing is said about the loss. */
const MIN_UPDATES_TO_EXPLODE = 20;
const MIN_UPDATES_TO_STAND_STILL = 100;
/** Times the loss of guessing: no network that learns gets there. */
const EXPLODED = 30;
const MIN_SHARE_OF_UNITS = 0.9;
const MIN_GRADIENT_RATIO = 1e-3;
/** Of a sigmoid from 0 or 1, of a tanh from -1 or 1: the derivative is below a fiftieth there. */
const SATURATED = 0.02;
const MAX_EXAMINED = 256;

const SOFTMAX_LOSSES = ["softmax_cross_entropy", "unshifted_cross_entropy", "batch_maximum_cross_entropy"];
/** Of a run that stands still: one of them is said. */
const LASTING = ["standstill", "dead_layer", "vanishing_gradient", "saturated_layer", "exploding"];

/** @typedef {{symptom: string, advice: string}} Symptom */
/** @typedef {import("./trainer.js").Trainer} Trainer */

/** Each symptom once, the first time that it shows. */
export class SymptomFinder {
  #trainer;
  /** @type {Set<string>} */
  #noticed = new Set();

  /** @param {Trainer} trainer */
  constructor(trainer) {
    this.#trainer = trainer;
  }

  /** What can be known before the first update. */
  findAtStart() {
    return this.#sift(findSymptomsOfSettings(this.#trainer));
  }

  /** After an update. @param {number} rate */
  findAfterUpdate(rate) {
    return this.#sift([findExplosion(this.#trainer, rate)]);
  }

  /** At the end of an epoch, before its totals begin anew. @param {number} rate */
  findAfterEpoch(rate) {
    const explosion = findExplosion(this.#trainer, rate);
    if (explosion) return this.#sift([explosion]);
    if (this.#trainer.step < MIN_UPDATES_TO_STAND_STILL || LASTING.some((name) => this.#noticed.has(name))) return [];
    return this.#sift(isLikeGuessing(this.#trainer) ? [findStandstill(this.#trainer, rate)] : []);
  }

  /** @param {(Symptom | null)[]} found @returns {Symptom[]} */
  #sift(found) {
    const fresh = found.filter((each) => each !== null && !this.#noticed.has(each.symptom));
    for (const each of /** @type {Symptom[]} */ (fresh)) this.#noticed.add(each.symptom);
    return /** @type {Symptom[]} */ (fresh);
  }
}

/** @param {Trainer} trainer @returns {Symptom[]} */
function findSymptomsOfSettings({ network, recipe, train }) {
  const { activation = new Identity() } = /** @type {any} */ (network.layers[network.layers.length - 1]);
  const loss = recipe.loss.type;
  const found = [];
  if (activation.type === "softmax" && SOFTMAX_LOSSES.includes(loss)) {
    found.push({ symptom: "softmax_twice", advice: `The last layer is a softmax, and ${loss} applies softmax to it once more, so that it learns slowly. Leave out activation = "softmax" in the last layer.` });
  } else if (!(activation instanceof Identity) && [...SOFTMAX_LOSSES, "sigmoid_cross_entropy"].includes(loss)) {
    found.push({ symptom: "limited_outputs", advice: `The last layer's ${activation.type} limits the outputs that ${loss} expects without limits. Leave out the activation of the last layer.` });
  }
  return [...found, ...findSymptomsOfData(train)];
}

/** @param {import("./data.js").LabeledImages} train @returns {Symptom[]} */
function findSymptomsOfData(train) {
  const found = [];
  if (train.images.includes(1) && !train.images.some((gray) => gray > 1)) {
    found.push({ symptom: "inputs_not_scaled", advice: "No pixel is above 1 of 255, so that all images are nearly black. Multiply them by 255." });
  }
  const counts = countClasses(train);
  if (counts.length > 2 && counts[0] === 0 && counts.slice(1).every((count) => count > 0)) {
    found.push({ symptom: "labels_off_by_one", advice: `Only the first class, ${train.classNames[0]}, has no image: are the labels counted from 1? Subtract 1 from each.` });
  }
  return found;
}

/** @param {import("./data.js").LabeledImages} train */
function countClasses({ labels, classNames }) {
  const counts = classNames.map(() => 0);
  for (const label of labels) counts[label]++;
  return counts;
}

/** The accuracy of always naming the most frequent class. @param {Trainer} trainer */
function guessAccuracy({ train }) {
  return Math.max(...countClasses(train)) / train.labels.length;
}

/** Whether the accuracy of the epoch is hardly above that of guessing. @param {Trainer} trainer */
function isLikeGuessing(trainer) {
  const { correct, examples } = trainer.totals;
  const guess = guessAccuracy(trainer);
  return correct / examples < guess + 0.02 + 2 * Math.sqrt((guess * (1 - guess)) / Math.max(examples, 1));
}

/** A mean loss far above that of guessing. @param {Trainer} trainer @param {number} rate @returns {Symptom | null} */
function findExplosion({ recipe, train, step, totals }, rate) {
  const loss = totals.loss / totals.examples;
  const guess = SOFTMAX_LOSSES.includes(recipe.loss.type) ? log(Math.max(2, train.classNames.length)) : 1;
  if (step < MIN_UPDATES_TO_EXPLODE || loss < EXPLODED * guess) return null;
  return { symptom: "exploding", advice: `The loss is ${formatGeneral(loss, 3)}, far above that of guessing: the learning rate ${formatGeneral(rate)} is probably too high. Try a tenth of it.` };
}

/** An accuracy that is that of guessing, with the cause that the network shows. @param {Trainer} trainer @param {number} rate @returns {Symptom} */
function findStandstill(trainer, rate) {
  const { network, parameters, images, count } = trainer;
  const said = `The accuracy is that of guessing (${formatPercent(guessAccuracy(trainer), 1)})`;
  const order = Uint32Array.from({ length: Math.min(count, MAX_EXAMINED) }, (_, i) => i);
  const { outputs } = network.forward(parameters, readBatch(network, images, order));
  const dead = network.layers.map((layer, i) => measureDead(layer, outputs[i]));
  const number = dead.findIndex((share) => share > MIN_SHARE_OF_UNITS);
  if (number >= 0) {
    return { symptom: "dead_layer", advice: `${said}: ${formatPercent(dead[number], 0)} of the units of layer ${number + 1} are 0 for every image. Lower the learning rate, or use leaky_relu.` };
  }
  // A network that shrinks its inputs to nothing saturates, too: the first cause comes first.
  const ratio = measureGradientRatio(trainer);
  if (ratio < MIN_GRADIENT_RATIO) {
    return { symptom: "vanishing_gradient", advice: `${said}: the gradient of the first layer is ${formatPower(ratio)} of the last one's. Use fewer layers, relu with weights = "he", or layer_norm.` };
  }
  const saturated = network.layers.findIndex((layer, i) => measureSaturated(layer, outputs[i]) > MIN_SHARE_OF_UNITS);
  if (saturated >= 0) {
    return { symptom: "saturated_layer", advice: `${said}: layer ${saturated + 1} is saturated, its outputs are all near their limits. Lower the learning rate, or choose smaller first weights.` };
  }
  return { symptom: "standstill", advice: `${said}. Try another learning rate: ${formatGeneral(rate / 10)} if the loss jumps, ${formatGeneral(rate * 10)} if it hardly moves.` };
}

/** @param {import("./layers.js").Layer} layer */
function nameActivation(layer) {
  return layer instanceof Dense || layer instanceof Activate ? /** @type {any} */ (layer).activation.type : "";
}

/** The share of the units of a ReLU layer that are 0 for every image; 0 for other layers. @param {import("./layers.js").Layer} layer @param {import("./arrays.js").Tensor} outputs */
function measureDead(layer, { data, width }) {
  if (nameActivation(layer) !== "relu") return 0;
  let dead = 0;
  for (let unit = 0; unit < width; unit++) {
    let isDead = true;
    for (let at = unit; at < data.length && isDead; at += width) isDead = data[at] <= 0;
    if (isDead) dead++;
  }
  return dead / width;
}

/** The share of a sigmoid's or tanh's outputs that are near a limit; 0 for other layers. @param {import("./layers.js").Layer} layer @param {import("./arrays.js").Tensor} outputs */
function measureSaturated(layer, { data }) {
  const name = nameActivation(layer);
  if (name !== "sigmoid" && name !== "tanh") return 0;
  const low = name === "sigmoid" ? 0 : -1;
  return data.reduce((count, output) => count + Number(output < low + SATURATED || output > 1 - SATURATED), 0) / data.length;
}

/** The typical size of the first layer's last gradient, as a share of the last layer's; 1 if unknown. @param {Trainer} trainer */
function measureGradientRatio({ gradients }) {
  const sizes = [...gradients.entries()].filter(([name]) => name.endsWith(".weights")).map(([, { data }]) => {
    let squares = 0;
    for (let i = 0; i < data.length; i++) squares += data[i] * data[i];
    return Math.sqrt(squares / data.length);
  });
  return sizes.length > 1 && sizes[sizes.length - 1] > 0 ? sizes[0] / sizes[sizes.length - 1] : 1;
}
