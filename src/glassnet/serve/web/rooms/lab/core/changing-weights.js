/** Parameters that were changed: biases off, pruning, rounding. Each as `glassnet.explain` computes it. */

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

/** Only the share `kept` of the weights stays, those largest in size among all layers. @param {Network} network @param {Parameters} parameters @param {number} kept */
export function prune(network, parameters, kept) {
  const pruned = parameters.copy();
  const weights = namesOfWeights(network).map((name) => pruned.get(name).data);
  const sizes = sortSizes(network, parameters);
  const count = roundHalfEven(kept * sizes.length);
  const least = count ? sizes[sizes.length - count] : Infinity;
  // Of equal ones the first stay.
  let equal = count && count - (sizes.length - findAbove(sizes, least));
  for (const data of weights) {
    for (let i = 0; i < data.length; i++) {
      const size = Math.abs(data[i]);
      if (size < least || (size === least && --equal < 0)) data[i] = 0;
    }
  }
  return pruned;
}

/** @type {WeakMap<Parameters, Float32Array | Float64Array>} */
const sorted = new WeakMap();

/** The sizes of the weights of all layers, the smallest first; sorted once. @param {Network} network @param {Parameters} parameters */
export function sortSizes(network, parameters) {
  let sizes = sorted.get(parameters);
  if (!sizes) {
    sizes = new (parameters.precision === "float32" ? Float32Array : Float64Array)(countWeights(network, parameters));
    let at = 0;
    for (const name of namesOfWeights(network)) for (const weight of parameters.get(name).data) sizes[at++] = Math.abs(weight);
    sorted.set(parameters, sizes.sort());
  }
  return sizes;
}

/** The index of the first that is larger. @param {Float32Array | Float64Array} sizes @param {number} value */
function findAbove(sizes, value) {
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sizes[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
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
