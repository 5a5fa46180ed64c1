/** Small operations on parameters and tensors. */

import { Parameters } from "../../../nn/parameters.js";

/** @param {import("../../../nn/network.js").Network} network @param {ArrayLike<number>} after @param {ArrayLike<number>} before */
export function subtract(network, after, before) {
  return new Parameters(network.layout, Float64Array.from(after, (value, i) => value - before[i]));
}

/** @param {import("../../../nn/arrays.js").Tensor} tensor */
export function toBatch(tensor) {
  return tensor.reshape([1, ...tensor.shape]);
}
