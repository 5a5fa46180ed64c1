/** What a network in the page answers to a 28x28: the pass through all layers, and what follows from its outputs. */

import { Tensor } from "../nn/arrays.js";
import { judgeOutputs, traceForward } from "../nn/index.js";

/**
 * @typedef {import("./page-model.js").PageModel} PageModel
 * @typedef {{inputs: Float64Array, layers: import("../nn/trace.js").LayerPass[]}} Pass
 *
 * @typedef {object} Answer
 * @property {Pass} pass
 * @property {string | null} label     null where the network rejects the image
 * @property {number} best             the index of the most probable class
 * @property {number} confidence       its probability
 * @property {number[]} probabilities  of each class, if the image is of a class at all
 * @property {number | null} accepted  the probability that it is of a class at all; null where the network cannot reject
 */

/** Gray levels as the numbers that the network reads, in its precision. @param {PageModel} model @param {Uint8Array} pixels */
export function scalePixels({ parameters }, pixels) {
  const isSingle = parameters.precision === "float32";
  return Float64Array.from(pixels, (gray) => (isSingle ? Math.fround(gray / 255) : gray / 255));
}

/** @param {PageModel} model @param {Uint8Array} pixels @param {import("../nn/parameters.js").Parameters} [parameters] @returns {Answer} */
export function answer(model, pixels, parameters = model.parameters) {
  const pass = traceForward(model.network, parameters, scalePixels(model, pixels));
  const { data } = pass.layers[pass.layers.length - 1].outputs;
  return { pass, ...judge(model, data) };
}

/** What follows from a network's outputs. @param {PageModel} model @param {Float64Array} outputs @returns {Omit<Answer, "pass">} */
export function judge(model, outputs) {
  const judged = judgeOutputs(model, new Tensor([1, outputs.length], outputs));
  const probabilities = Array.from(judged.probabilities.data);
  const best = probabilities.indexOf(Math.max(...probabilities));
  const isAccepted = !judged.margins || judged.margins[0] >= 0;
  return {
    label: isAccepted ? model.classNames[best] : null,
    best,
    confidence: probabilities[best],
    probabilities,
    accepted: model.recipe.rejects ? 1 - shareOfRejection(outputs) : null,
  };
}

/** The softmax of the last output, "none of these", among all outputs. @param {Float64Array} outputs */
function shareOfRejection(outputs) {
  const top = Math.max(...outputs);
  const sizes = Array.from(outputs, (logit) => Math.exp(logit - top));
  return sizes[sizes.length - 1] / sizes.reduce((sum, size) => sum + size, 0);
}
