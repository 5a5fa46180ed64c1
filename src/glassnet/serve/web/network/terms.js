/**
 * What a neuron adds up: the terms of its sum. For a dense layer these are all of its inputs, for a
 * convolution the patch that the kernel lies on, for pooling the window.
 */

import { activationName } from "./anatomy.js";
import { parameter, readBy } from "./state.js";

/**
 * @typedef {import("./state.js").Live} Live
 * @typedef {import("./anatomy.js").Column} Column
 * @typedef {{from: number, input: number, weight: number, product: number}} Term  `from` is the input's index, -1 outside the image
 * @typedef {object} Sum
 * @property {"weighted" | "largest" | "mean"} kind
 * @property {Term[]} terms
 * @property {number} bias
 * @property {number} sum   of terms and bias, as the network itself rounds it where that is known; the
 *   largest, or the mean
 * @property {number[]} shape   in which the terms form a picture
 */

/** @param {Live} state @param {Column} column @param {number} index @returns {Sum | null} */
export function sumOf(state, column, index) {
  const values = readBy(state, column);
  if (!values || !column.layer) return null;
  const kinds = /** @type {Record<string, (state: Live, column: Column, index: number, values: ArrayLike<number>) => Sum | null>} */ ({
    dense, conv2d: convolution, max_pool2d: pooling, average_pool2d: pooling, global_average_pool: mapMean,
  });
  return kinds[column.layer.kind]?.(state, column, index, values) ?? null;
}

/** @param {Live} state @param {Column} column @param {number} index @param {ArrayLike<number>} values */
function dense(state, column, index, values) {
  const [weights, bias] = weightsOf(state, column);
  if (!weights || !bias) return null;
  const units = column.layer?.output_shape[0] ?? 1;
  const terms = Array.from(values, (input, from) => term(from, input, weights.values[from * units + index]));
  return weighted(terms, bias.values[index], [terms.length], handedOn(state, column, index));
}

/** @param {Live} state @param {Column} column @param {number} index @param {ArrayLike<number>} values */
function convolution(state, column, index, values) {
  const [weights, bias] = weightsOf(state, column);
  const layer = column.layer;
  if (!weights || !bias || !layer) return null;
  const filters = layer.output_shape[2];
  const [filter, place] = [index % filters, Math.floor(index / filters)];
  const [kernelHeight, kernelWidth, channels] = weights.shape;
  const stride = layer.settings.stride ?? 1;
  const [top, left] = [0, 1].map((axis) => zerosBefore(layer, axis, weights.shape[axis], stride));
  const row = Math.floor(place / layer.output_shape[1]) * stride - top;
  const start = (place % layer.output_shape[1]) * stride - left;
  const terms = Array.from({ length: kernelHeight * kernelWidth * channels }, (_, k) => {
    const [channel, spot] = [k % channels, Math.floor(k / channels)];
    const from = indexIn(layer.input_shape, row + Math.floor(spot / kernelWidth), start + (spot % kernelWidth), channel);
    return term(from, from < 0 ? 0 : values[from], weights.values[k * filters + filter]);
  });
  return weighted(terms, bias.values[filter], [kernelHeight, kernelWidth, channels], handedOn(state, column, index));
}

/** @param {Live} state @param {Column} column @param {number} index @param {ArrayLike<number>} values @returns {Sum | null} */
function pooling(state, column, index, values) {
  const layer = column.layer;
  if (!layer) return null;
  const side = layer.settings.size ?? 2;
  const step = layer.settings.stride || side;
  const channels = layer.output_shape[2];
  const [channel, place] = [index % channels, Math.floor(index / channels)];
  const [row, start] = [Math.floor(place / layer.output_shape[1]) * step, (place % layer.output_shape[1]) * step];
  const largest = layer.kind === "max_pool2d";
  const terms = Array.from({ length: side * side }, (_, k) => {
    const from = indexIn(layer.input_shape, row + Math.floor(k / side), start + (k % side), channel);
    return term(from, values[from], largest ? 1 : 1 / (side * side));
  });
  const products = terms.map((each) => each.product);
  return { kind: largest ? "largest" : "mean", terms, bias: 0, sum: largest ? Math.max(...products) : total(products), shape: [side, side, 1] };
}

/** @param {Live} state @param {Column} column @param {number} index @param {ArrayLike<number>} values @returns {Sum | null} */
function mapMean(state, column, index, values) {
  const [height, width, channels] = column.layer?.input_shape ?? [1, 1, 1];
  const terms = Array.from({ length: height * width }, (_, place) => term(place * channels + index, values[place * channels + index], 1 / (height * width)));
  return { kind: "mean", terms, bias: 0, sum: total(terms.map((each) => each.product)), shape: [height, width, 1] };
}

/** @param {number} from @param {number} input @param {number} weight @returns {Term} */
function term(from, input, weight) {
  return { from, input, weight, product: input * weight };
}

/** @param {Term[]} terms @param {number} bias @param {number[]} shape @param {number | null} known @returns {Sum} */
function weighted(terms, bias, shape, known) {
  return { kind: "weighted", terms, bias, sum: known ?? total(terms.map((each) => each.product)) + bias, shape };
}

/** The sum itself, where the layer's activation hands it on as it is. @param {Live} state @param {Column} column @param {number} index */
function handedOn({ answer }, { layer }, index) {
  const value = answer?.layers[layer?.index ?? 0]?.values[index] ?? null;
  const activation = activationName(layer?.settings.activation);
  const asItIs = activation === "identity" || ((activation === "ReLU" || activation === "leaky ReLU") && Number(value) > 0);
  return asItIs ? value : null;
}

/** @param {number[]} numbers */
function total(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** @param {Live} state @param {Column} column */
function weightsOf({ model }, { layer }) {
  return layer ? [parameter(model, layer, "weights"), parameter(model, layer, "bias")] : [undefined, undefined];
}

/** Zeros put before the image, as the layer's padding says. @param {import("./anatomy.js").Column["layer"]} layer @param {number} axis @param {number} kernel @param {number} stride */
function zerosBefore(layer, axis, kernel, stride) {
  const padding = layer?.settings.padding ?? "valid";
  if (padding === "valid" || !layer) return 0;
  if (padding !== "same") return Number(padding);
  const places = layer.output_shape[axis];
  return Math.floor(Math.max((places - 1) * stride + kernel - layer.input_shape[axis], 0) / 2);
}

/** @param {number[]} shape @param {number} row @param {number} column @param {number} channel */
function indexIn([height, width, channels], row, column, channel) {
  return row < 0 || column < 0 || row >= height || column >= width ? -1 : (row * width + column) * channels + channel;
}
