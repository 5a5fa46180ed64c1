/**
 * Why not another class? Which pixels would have to change for the network to answer it: from the gradient of the difference of
 * two outputs by the pixels. Nothing here touches the page.
 */

import { PREDICTING, Tensor } from "../../nn/arrays.js";
import { judge, scalePixels } from "../../models/answer.js";

/**
 * @typedef {import("../../models/page-model.js").PageModel} PageModel
 *
 * @typedef {object} Wish
 * @property {number} lead          how much the answered output is above the wished one
 * @property {Float64Array} gains   by how much a change of each pixel, as far as it can go, would close the gap: positive for
 *   more ink, negative for less; 0 where a change would not help
 */

/** @param {PageModel} model @param {Uint8Array} pixels @param {number} answered @param {number} wished  indices of outputs @returns {Wish} */
export function compareOutputs(model, pixels, answered, wished) {
  const { outputs, gradient } = differentiate(model, scalePixels(model, pixels), answered, wished);
  const gains = gradient.map((slope, i) => (slope > 0 ? slope * (1 - pixels[i] / 255) : slope * (pixels[i] / 255)));
  return { lead: outputs[answered] - outputs[wished], gains };
}

/**
 * The smallest number of pixels, found greedily, whose change makes the network answer the wished class; null where even
 * `most` do not. The gradient is taken anew after each half of the pixels, because the network is not linear.
 * @param {PageModel} model @param {Uint8Array} pixels @param {number} answered @param {number} wished @param {number} [most]
 * @returns {{pixels: Uint8Array, count: number, confidence: number} | null}
 */
export function findChange(model, pixels, answered, wished, most = 120) {
  for (let count = 1; count <= most; count = Math.ceil(count * 1.4)) {
    const changed = changePixels(model, pixels, answered, wished, count);
    const { best, label, probabilities } = judge(model, runForward(model, scalePixels(model, changed)));
    if (label !== null && best === wished) return { pixels: changed, count: countChanges(pixels, changed), confidence: probabilities[wished] };
  }
  return null;
}

/** @param {PageModel} model @param {Uint8Array} pixels @param {number} answered @param {number} wished @param {number} count */
function changePixels(model, pixels, answered, wished, count) {
  let changed = pixels;
  for (const share of count > 3 ? [Math.ceil(count / 2), Math.floor(count / 2)] : [count]) {
    const { gains } = compareOutputs(model, changed, answered, wished);
    const order = Array.from(gains, (gain, i) => [Math.abs(gain), i]).sort((a, b) => b[0] - a[0]).slice(0, share);
    changed = changed.slice();
    for (const [gain, i] of order) if (gain > 0) changed[i] = gains[i] > 0 ? 255 : 0;
  }
  return changed;
}

/** @param {Uint8Array} before @param {Uint8Array} after */
function countChanges(before, after) {
  return after.reduce((count, gray, i) => count + Number(gray !== before[i]), 0);
}

/** @param {PageModel} model @param {Float64Array} inputs */
function runForward({ network, parameters }, inputs) {
  return network.forward(parameters, new Tensor([1, ...network.inputShape], inputs), PREDICTING).result.data;
}

/** d(wished - answered)/d(pixels), by the network's own backward pass. @param {PageModel} model @param {Float64Array} inputs @param {number} answered @param {number} wished */
function differentiate({ network, parameters }, inputs, answered, wished) {
  const pass = network.forward(parameters, new Tensor([1, ...network.inputShape], inputs), PREDICTING);
  const difference = new Tensor([1, ...network.outputShape]);
  difference.data[wished] = 1;
  difference.data[answered] -= 1;
  const gradient = pass.backwardToInputs(difference, parameters.gradients()).data;
  return { outputs: pass.result.data, gradient };
}
