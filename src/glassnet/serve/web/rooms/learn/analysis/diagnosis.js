/** What the state of the layers and the course of the loss mean, in plain words: the most important first. */

import { formatNumber } from "../numbers.js";

/**
 * `level`: "good", "note" or "bad"; `layer` the number of the layer that it is about.
 * @typedef {{level: "good" | "note" | "bad", title: string, text: string, layer?: string}} Finding
 */

/** What training itself notices, in the terminal as here, by its name. @type {Record<string, string>} */
const NOTICED = {
  softmax_twice: "Softmax is applied twice.", limited_outputs: "Outputs and loss do not fit.", inputs_not_scaled: "The inputs are not scaled.",
  labels_off_by_one: "The labels are off by one.", exploding: "The loss explodes.", standstill: "It is guessing.", dead_layer: "A layer is dead.",
  vanishing_gradient: "The gradient vanishes.", saturated_layer: "A layer is saturated.",
};
/** These say that it is guessing. */
const STANDING_STILL = ["standstill", "dead_layer", "vanishing_gradient", "saturated_layer"];

const CHANCE_FACTOR = 1.6;
const VANISHING = 1e-3;

/**
 * @param {import("./analysis.js").LayerHealth[]} layers
 * @param {{
 *   step: number, trainLoss: number[], trainAccuracy: number | null, testAccuracy: number | null, classes: number,
 *   noticed?: import("../run/learn-run.js").Noticed[], diverged: {layer: string, cause: string} | null, rate: number | null, shuffled: boolean, examples: number,
 * }} course
 * @returns {Finding[]}
 */
export function explainTraining(layers, course) {
  const { noticed = [] } = course;
  const isNoticed = (/** @type {string[]} */ ...names) => noticed.some(({ symptom }) => names.includes(symptom));
  const findings = [
    ...explainDivergence(course, layers), ...explainAlike(layers), ...noticed.map(explainNoticed), ...explainDead(layers, course.rate), ...explainSaturated(layers),
    ...(isNoticed("vanishing_gradient") ? [] : explainVanishing(layers)), ...(isNoticed("exploding") ? [] : explainLoss(course)),
    ...explainMemory(course), ...(isNoticed(...STANDING_STILL) ? [] : explainChance(course)),
  ];
  if (findings.some(({ level }) => level === "bad")) return findings.sort((a, b) => Number(b.level === "bad") - Number(a.level === "bad"));
  if (course.step === 0) return [{ level: "note", title: "Not trained yet.", text: "The weights are random: one answer is as good as another." }, ...findings];
  return [{ level: "good", title: "Training looks healthy.", text: "The loss falls, neurons react to the images, and gradients reach every layer." }, ...findings];
}

/** @param {import("../run/learn-run.js").Noticed} noticed @returns {Finding} */
function explainNoticed({ symptom, advice }) {
  return { level: "bad", title: NOTICED[symptom] ?? "It does not learn.", text: advice };
}

/** @returns {Finding[]} */
function explainDivergence({ diverged, rate }, layers) {
  if (diverged) {
    return [{
      level: "bad", title: "The numbers became infinite.",
      text: `${diverged.layer}: ${diverged.cause} Each step went so far past the lowest point of the loss that the next gradient was larger still.`,
    }];
  }
  const broken = layers.find(({ isFinite }) => !isFinite);
  if (!broken) return [];
  return [{ level: "bad", layer: broken.name, title: `Layer ${broken.name} has numbers that are not finite.`, text: rate ? `The learning rate ${formatNumber(rate)} is too high.` : "The learning rate is too high." }];
}

/** @returns {Finding[]} */
function explainAlike(layers) {
  const alike = layers.find((each) => each.alike);
  if (!alike) return [];
  return [{
    level: "bad", layer: alike.name, title: `All ${alike.units} neurons of layer ${alike.name} are the same.`,
    text: "They began with equal weights, so they get equal gradients and stay equal: the layer is worth one neuron. First weights must differ; use random ones.",
  }];
}

/** @returns {Finding[]} */
function explainDead(layers, rate) {
  const steps = rate ? ` (learning rate ${formatNumber(rate)})` : "";
  return layers.filter(({ dead, isLast }) => dead > 0 && !isLast).map((layer) => {
    const isMany = layer.dead * 2 >= layer.units;
    const who = layer.dead === layer.units ? `Layer ${layer.name} is dead` : `${layer.dead} of ${layer.units} neurons of layer ${layer.name} ${layer.dead === 1 ? "is" : "are"} dead`;
    return {
      level: isMany ? "bad" : "note", layer: layer.name, title: isMany ? `${who}: the steps were too large${steps}.` : `${who}.`,
      text: `Their sums are negative for every image, so ReLU outputs 0 and passes no gradient: they do not recover. ${isMany ? "Steps that were too large pushed them there. A lower rate or leaky ReLU helps." : "The others do without them; with leaky ReLU none dies."}`,
    };
  });
}

/** @returns {Finding[]} */
function explainSaturated(layers) {
  return layers.filter(({ saturated, units, isLast }) => !isLast && saturated * 4 >= units).map((layer) => ({
    level: "bad", layer: layer.name, title: `${layer.saturated} of ${layer.units} neurons of layer ${layer.name} are saturated.`,
    text: `Their outputs are at the flat ends of ${layer.activation}, where its slope is almost 0, so hardly any gradient gets through. Smaller first weights keep the sums in the steep middle.`,
  }));
}

/** @returns {Finding[]} */
function explainVanishing(layers) {
  const [first, last] = [layers[0], layers.at(-1)];
  if (!first || !last || first === last || !(last.gradientSize > 0) || first.alike) return [];
  const ratio = first.gradientSize / last.gradientSize;
  if (first.gradientSize === 0 && layers.some(({ dead, units, isLast }) => !isLast && dead === units)) return [];
  if (!(ratio < VANISHING)) return [];
  return [{
    level: "bad", layer: first.name, title: "The gradient vanishes.",
    text: `In layer ${first.name} it is ${ratio === 0 ? "0" : `${formatNumber(1 / ratio)} times smaller than in layer ${last.name}`}: the first layer hardly learns.`,
  }];
}

/** @returns {Finding[]} */
function explainLoss({ trainLoss, rate, diverged }) {
  if (diverged || trainLoss.length < 12) return [];
  const recent = mean(trainLoss.slice(-8));
  const lowest = Math.min(...trainLoss.slice(3, -8).map((_, i) => mean(trainLoss.slice(i, i + 4))));
  if (!(recent > 1.5 * lowest && recent > lowest + 0.1)) return [];
  return [{
    level: "bad", title: "The loss rises.",
    text: `It was ${formatNumber(lowest)} and is now ${formatNumber(recent)}. The steps are too large${rate ? ` (learning rate ${formatNumber(rate)})` : ""}: they jump over the low places of the loss. Try a tenth of the rate.`,
  }];
}

/** @returns {Finding[]} */
function explainMemory({ trainAccuracy, testAccuracy, shuffled, examples }) {
  if (trainAccuracy === null || testAccuracy === null || trainAccuracy - testAccuracy < 0.08) return [];
  const text = shuffled
    ? "The labels are shuffled: there is nothing to understand, only to remember, and memory is no use on new images."
    : `It remembers its ${examples.toLocaleString("en")} examples instead of what digits have in common. More examples, weight decay or an L1 penalty help.`;
  return [{ level: "bad", title: `Right on ${percent(trainAccuracy)} of its examples, but on ${percent(testAccuracy)} of new ones.`, text }];
}

/** @returns {Finding[]} */
function explainChance({ step, trainAccuracy, classes, shuffled, diverged }) {
  if (diverged || step < 100 || trainAccuracy === null || trainAccuracy > CHANCE_FACTOR / classes) return [];
  return [{
    level: "bad", title: "It is guessing.",
    text: shuffled ? "The labels are shuffled, so images say nothing about them." : `After ${step.toLocaleString("en")} updates ${percent(trainAccuracy)} are right; guessing gets ${percent(1 / classes)}.`,
  }];
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)}\u202f%`;
}
