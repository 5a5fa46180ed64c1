/** Parameters that were changed: biases off, noise, pruning, rounding. Each as `glassnet.explain` computes it. */

import { Generator } from "../../../nn/index.js";
import { roundHalfEven } from "./images.js";
import { namesOfWeights } from "./subject.js";

/**
 * @typedef {import("../../../nn/index.js").Network} Network
 * @typedef {import("../../../nn/index.js").Parameters} Parameters
 */

/** Every bias at 0. @param {Parameters} parameters */
export function removeBiases(parameters) {
  const changed = parameters.copy();
  for (const [name, { data }] of changed.entries()) if (name.endsWith(".bias")) data.fill(0);
  return changed;
}

/** w + strength s n for each weight, with s the standard deviation of its layer's weights. @param {Network} network @param {Parameters} parameters @param {number} strength @param {number} seed */
export function addWeightNoise(network, parameters, strength, seed) {
  const changed = parameters.copy();
  const rng = new Generator([seed]);
  for (const name of namesOfWeights(network)) {
    const { data } = changed.get(name);
    const mean = data.reduce((/** @type {number} */ sum, /** @type {number} */ each) => sum + each, 0) / data.length;
    const squares = data.reduce((/** @type {number} */ sum, /** @type {number} */ each) => sum + (each - mean) ** 2, 0);
    const deviation = strength * Math.sqrt(squares / data.length);
    for (let i = 0; i < data.length; i++) data[i] += Math.fround(deviation * rng.standardNormal());
  }
  return changed;
}

/** Only the share `kept` of the weights stays, those largest in size among all layers. @param {Network} network @param {Parameters} parameters @param {number} kept */
export function prune(network, parameters, kept) {
  const pruned = parameters.copy();
  const weights = namesOfWeights(network).map((name) => pruned.get(name).data);
  const order = rankWeights(network, parameters);
  const removed = order.subarray(roundHalfEven(kept * order.length));
  const starts = weights.map((_, i) => weights.slice(0, i).reduce((sum, each) => sum + each.length, 0));
  for (const place of removed) {
    let layer = starts.length - 1;
    while (starts[layer] > place) layer--;
    weights[layer][place - starts[layer]] = 0;
  }
  return pruned;
}

/** @type {WeakMap<Parameters, Uint32Array>} */
const ranks = new WeakMap();

/** The weights of all layers from the largest to the smallest; of equal ones the first come first. @param {Network} network @param {Parameters} parameters */
function rankWeights(network, parameters) {
  const known = ranks.get(parameters);
  if (known) return known;
  const sizes = namesOfWeights(network).flatMap((name) => Array.from(parameters.get(name).data, Math.abs));
  const order = Uint32Array.from({ length: sizes.length }, (_, i) => i).sort((a, b) => sizes[b] - sizes[a] || a - b);
  ranks.set(parameters, order);
  return order;
}

/** How many weights there are. @param {Network} network @param {Parameters} parameters */
export function countWeights(network, parameters) {
  return namesOfWeights(network).reduce((sum, name) => sum + parameters.get(name).data.length, 0);
}

/** Weights as integers of some bits times one scale for each output, and back. @param {Network} network @param {Parameters} parameters @param {number} bits */
export function quantize(network, parameters, bits) {
  const rounded = parameters.copy();
  const top = 2 ** (bits - 1) - 1;
  for (const name of namesOfWeights(network)) {
    const { data, shape } = rounded.get(name);
    const outputs = shape[shape.length - 1];
    for (let output = 0; output < outputs; output++) {
      let largest = 0;
      for (let i = output; i < data.length; i += outputs) largest = Math.max(largest, Math.abs(data[i]));
      const scale = Math.fround(largest / top) || 1;
      for (let i = output; i < data.length; i += outputs) {
        const code = Math.max(-top, Math.min(top, roundHalfEven(data[i] / scale)));
        data[i] = Math.fround(code * scale);
      }
    }
  }
  return rounded;
}
