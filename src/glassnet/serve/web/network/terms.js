/**
 * The terms of a neuron's sum: for a dense layer all of its inputs, for a convolution the patch under the
 * kernel, for pooling the window.
 */

import { getActivationName } from "./columns.js";
import { getParameter, getLayerInputs } from "./state.js";

/**
 * @typedef {import("./state.js").NetworkState} NetworkState
 * @typedef {import("./columns.js").Column} Column
 * @typedef {{from: number, input: number, weight: number, product: number}} Term  `from` is the input's index, -1 outside the image
 * @typedef {object} Sum
 * @property {"weighted" | "maximum" | "mean"} kind
 * @property {Term[]} terms
 * @property {number} bias
 * @property {number} sum   of terms and bias, as the network rounded it where that is known; or the
 *   maximum, or the mean
 * @property {number[]} shape   of the terms as an image
 */

/** @param {NetworkState} state @param {Column} column @param {number} index @returns {Sum | null} */
export function computeSum(state, column, index) {
  const values = getLayerInputs(state, column);
  if (!values || !column.layer) return null;
  const kinds = /** @type {Record<string, (state: NetworkState, column: Column, index: number, values: ArrayLike<number>) => Sum | null>} */ ({
    dense: sumDense, conv2d: sumConvolution, max_pool2d: pool, average_pool2d: pool, global_average_pool: averageMap,
  });
  return kinds[column.layer.kind]?.(state, column, index, values) ?? null;
}

/** @param {NetworkState} state @param {Column} column @param {number} index @param {ArrayLike<number>} values */
function sumDense(state, column, index, values) {
  const [weights, bias] = getWeights(state, column);
  if (!weights || !bias) return null;
  const units = column.layer?.output_shape[0] ?? 1;
  const terms = Array.from(values, (input, from) => createTerm(from, input, weights.values[from * units + index]));
  return createWeightedSum(terms, bias.values[index], [terms.length], getKnownSum(state, column, index));
}

/** @param {NetworkState} state @param {Column} column @param {number} index @param {ArrayLike<number>} values */
function sumConvolution(state, column, index, values) {
  const [weights, bias] = getWeights(state, column);
  const layer = column.layer;
  if (!weights || !bias || !layer) return null;
  const filters = layer.output_shape[2];
  const [filter, pixel] = [index % filters, Math.floor(index / filters)];
  const [kernelHeight, kernelWidth, channels] = weights.shape;
  const stride = layer.settings.stride ?? 1;
  const [top, left] = [0, 1].map((axis) => getPadding(layer, axis, weights.shape[axis], stride));
  const row = Math.floor(pixel / layer.output_shape[1]) * stride - top;
  const start = (pixel % layer.output_shape[1]) * stride - left;
  const terms = Array.from({ length: kernelHeight * kernelWidth * channels }, (_, k) => {
    const [channel, offset] = [k % channels, Math.floor(k / channels)];
    const from = getIndex(layer.input_shape, row + Math.floor(offset / kernelWidth), start + (offset % kernelWidth), channel);
    return createTerm(from, from < 0 ? 0 : values[from], weights.values[k * filters + filter]);
  });
  return createWeightedSum(terms, bias.values[filter], [kernelHeight, kernelWidth, channels], getKnownSum(state, column, index));
}

/** @param {NetworkState} state @param {Column} column @param {number} index @param {ArrayLike<number>} values @returns {Sum | null} */
function pool(state, column, index, values) {
  const layer = column.layer;
  if (!layer) return null;
  const side = layer.settings.size ?? 2;
  const step = layer.settings.stride || side;
  const channels = layer.output_shape[2];
  const [channel, pixel] = [index % channels, Math.floor(index / channels)];
  const [row, start] = [Math.floor(pixel / layer.output_shape[1]) * step, (pixel % layer.output_shape[1]) * step];
  const isMaximum = layer.kind === "max_pool2d";
  const terms = Array.from({ length: side * side }, (_, k) => {
    const from = getIndex(layer.input_shape, row + Math.floor(k / side), start + (k % side), channel);
    return createTerm(from, values[from], isMaximum ? 1 : 1 / (side * side));
  });
  const products = terms.map((each) => each.product);
  return { kind: isMaximum ? "maximum" : "mean", terms, bias: 0, sum: isMaximum ? Math.max(...products) : addUp(products), shape: [side, side, 1] };
}

/** @param {NetworkState} state @param {Column} column @param {number} index @param {ArrayLike<number>} values @returns {Sum | null} */
function averageMap(state, column, index, values) {
  const [height, width, channels] = column.layer?.input_shape ?? [1, 1, 1];
  const terms = Array.from({ length: height * width }, (_, pixel) => createTerm(pixel * channels + index, values[pixel * channels + index], 1 / (height * width)));
  return { kind: "mean", terms, bias: 0, sum: addUp(terms.map((each) => each.product)), shape: [height, width, 1] };
}

/** @param {number} from @param {number} input @param {number} weight @returns {Term} */
function createTerm(from, input, weight) {
  return { from, input, weight, product: input * weight };
}

/** @param {Term[]} terms @param {number} bias @param {number[]} shape @param {number | null} known @returns {Sum} */
function createWeightedSum(terms, bias, shape, known) {
  return { kind: "weighted", terms, bias, sum: known ?? addUp(terms.map((each) => each.product)) + bias, shape };
}

/** The sum as the network computed it, where the activation does not change it. @param {NetworkState} state @param {Column} column @param {number} index */
function getKnownSum({ prediction }, { layer }, index) {
  const value = prediction?.layers[layer?.index ?? 0]?.values[index] ?? null;
  const activation = getActivationName(layer?.settings.activation);
  const isUnchanged = activation === "identity" || ((activation === "ReLU" || activation === "leaky ReLU") && Number(value) > 0);
  return isUnchanged ? value : null;
}

/** @param {number[]} numbers */
function addUp(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** @param {NetworkState} state @param {Column} column */
function getWeights({ model }, { layer }) {
  return layer ? [getParameter(model, layer, "weights"), getParameter(model, layer, "bias")] : [undefined, undefined];
}

/** The zeros before the image by the layer's padding. @param {import("./columns.js").Column["layer"]} layer @param {number} axis @param {number} kernel @param {number} stride */
function getPadding(layer, axis, kernel, stride) {
  const padding = layer?.settings.padding ?? "valid";
  if (padding === "valid" || !layer) return 0;
  if (padding !== "same") return Number(padding);
  const count = layer.output_shape[axis];
  return Math.floor(Math.max((count - 1) * stride + kernel - layer.input_shape[axis], 0) / 2);
}

/** @param {number[]} shape @param {number} row @param {number} column @param {number} channel */
function getIndex([height, width, channels], row, column, channel) {
  return row < 0 || column < 0 || row >= height || column >= width ? -1 : (row * width + column) * channels + channel;
}
