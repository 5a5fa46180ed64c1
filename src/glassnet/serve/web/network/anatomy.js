/**
 * What of a network is shown: the input, and one column for each layer that computes something new.
 * Layers that only reshape, scale or squeeze what the layer before computed share its column.
 */

import { size } from "../reading/numbers.js";

/**
 * @typedef {import("../reading/reader.js").ModelDescription} ModelDescription
 * @typedef {import("../reading/reader.js").LayerDescription} LayerDescription
 *
 * @typedef {object} Column
 * @property {number} number      0 for the input, then 1, 2, ...
 * @property {LayerDescription | null} layer  the layer that computes; null for the input
 * @property {number} last        index of the last layer of the column, whose numbers are shown; -1 for the input
 * @property {number[]} shape     of one example's numbers, [n] or [height, width, channels]
 * @property {boolean} isOutput
 */

export const NO_DIGIT = "no digit";

const OWN_COLUMN = new Set(["dense", "conv2d", "max_pool2d", "average_pool2d", "global_average_pool"]);
const NAMES = /** @type {Record<string, string>} */ ({
  dense: "Dense", conv2d: "Convolution", max_pool2d: "Max pooling", average_pool2d: "Average pooling",
  global_average_pool: "Average of each map",
});

/** @param {ModelDescription} model @returns {Column[]} */
export function anatomy(model) {
  /** @type {Column[]} */
  const columns = [{ number: 0, layer: null, last: -1, shape: imageShape(model.input_shape), isOutput: false }];
  for (const layer of model.layers) {
    if (OWN_COLUMN.has(layer.kind)) {
      columns.push({ number: columns.length, layer, last: layer.index, shape: layer.output_shape, isOutput: false });
    } else if (columns.length > 1) {
      const column = columns[columns.length - 1];
      column.last = layer.index;
      if (size(layer.output_shape) !== size(column.shape)) column.shape = layer.output_shape;
    }
  }
  columns[columns.length - 1].isOutput = true;
  return columns;
}

/** 784 numbers are shown as the image that they are. @param {number[]} shape */
function imageShape(shape) {
  return size(shape) === 784 ? [28, 28, 1] : shape;
}

/** @param {Column} column */
export function columnName(column) {
  if (!column.layer) return "Input";
  const name = NAMES[column.layer.kind] ?? column.layer.kind;
  const activation = column.layer.settings.activation;
  const squeezed = activation ? `, ${activationName(activation)}` : "";
  return column.isOutput ? `Output${squeezed}` : `${name}${squeezed}`;
}

/** As short as it can be said. @param {Column} column */
export function shortName(column) {
  if (!column.layer) return "Input";
  if (column.isOutput) return "Output";
  return { dense: "Dense", conv2d: "Conv", global_average_pool: "Mean" }[column.layer.kind] ?? "Pool";
}

/** @param {any} activation  a name, or a table with a type */
export function activationName(activation) {
  const kind = typeof activation === "object" ? activation.type : activation;
  return { relu: "ReLU", leaky_relu: "leaky ReLU", tanh: "tanh" }[/** @type {string} */ (kind)] ?? kind ?? "identity";
}

/** What each output stands for: the classes, and after them "no digit" where the network learnt that too. @param {ModelDescription} model */
export function outputNames(model) {
  const count = size(model.layers[model.layers.length - 1].output_shape);
  return count > model.classes.length ? [...model.classes, NO_DIGIT] : model.classes;
}

/** How people call a neuron: by digit, by row and column, or by number. @param {Column} column @param {number} index @param {ModelDescription} model */
export function neuronName(column, index, model) {
  if (column.isOutput) return `output “${outputNames(model)[index]}”`;
  if (column.shape.length === 1) return `layer ${column.number}, neuron ${index + 1}`;
  const [, width, channels] = column.shape;
  const place = Math.floor(index / channels);
  const where = `row ${Math.floor(place / width) + 1}, column ${(place % width) + 1}`;
  return column.layer ? `layer ${column.number}, map ${(index % channels) + 1}, ${where}` : `pixel in ${where}`;
}

/** "784 → 24×24² → 10": how many numbers each column has, maps as their count and their side. @param {ModelDescription} model */
export function architecture(model) {
  return anatomy(model).map(counted).join(" → ");
}

/** @param {Column} column */
function counted({ layer, shape }) {
  if (!layer || shape.length !== 3) return String(size(shape));
  const [height, width, maps] = shape;
  return height === width ? `${maps}×${height}²` : `${maps}×${height}×${width}`;
}
