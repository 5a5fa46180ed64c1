/**
 * The columns of the picture: the input, and one for each layer that computes something new. Layers that
 * only reshape, scale or activate the output of the layer before share its column.
 */

import { countElements } from "../reading/numbers.js";

/**
 * @typedef {import("../reading/backend.js").ModelDescription} ModelDescription
 * @typedef {import("../reading/backend.js").LayerDescription} LayerDescription
 *
 * @typedef {object} Column
 * @property {number} number      0 for the input, then 1, 2, ...
 * @property {LayerDescription | null} layer  the layer that computes; null for the input
 * @property {number} last        index of the last layer of the column, whose output is shown; -1 for the input
 * @property {number[]} shape     of one example's output, [n] or [height, width, channels]
 * @property {boolean} isOutput
 * @property {string[]} labels    of the outputs; empty for other columns
 */

const OWN_COLUMN = new Set(["dense", "conv2d", "max_pool2d", "average_pool2d", "global_average_pool"]);
const NAMES = /** @type {Record<string, string>} */ ({
  dense: "Dense", conv2d: "Convolution", max_pool2d: "Max pooling", average_pool2d: "Average pooling",
  global_average_pool: "Average of each map",
});

/** @param {ModelDescription} model @returns {Column[]} */
export function createColumns(model) {
  /** @type {Column[]} */
  const columns = [{ number: 0, layer: null, last: -1, shape: getInputShape(model), isOutput: false, labels: [] }];
  for (const layer of model.layers) {
    if (OWN_COLUMN.has(layer.kind)) {
      columns.push({ number: columns.length, layer, last: layer.index, shape: layer.output_shape, isOutput: false, labels: [] });
    } else if (columns.length > 1) {
      const column = columns[columns.length - 1];
      column.last = layer.index;
      if (countElements(layer.output_shape) !== countElements(column.shape)) column.shape = layer.output_shape;
    }
  }
  Object.assign(columns[columns.length - 1], { isOutput: true, labels: model.outputs.map((name, i) => (isRejection(model, i) ? "∅" : name)) });
  return columns;
}

/** A flat input is shown as the image that it was. @param {ModelDescription} model */
function getInputShape({ input_shape: shape, image_shape: image }) {
  return shape.length === 1 && image.length === 2 ? [...image, 1] : shape;
}

/** @param {Column} column */
export function getColumnName(column) {
  if (!column.layer) return "Input";
  const name = NAMES[column.layer.kind] ?? column.layer.kind;
  const activation = column.layer.settings.activation;
  const suffix = activation ? `, ${getActivationName(activation)}` : "";
  return column.isOutput ? `Output${suffix}` : `${name}${suffix}`;
}

/** A short name. @param {Column} column */
export function getShortName(column) {
  if (!column.layer) return "Input";
  if (column.isOutput) return "Output";
  return { dense: "Dense", conv2d: "Conv", global_average_pool: "Mean" }[column.layer.kind] ?? "Pool";
}

/** @param {any} activation  a name, or a table with a type */
export function getActivationName(activation) {
  const kind = typeof activation === "object" ? activation.type : activation;
  return { relu: "ReLU", leaky_relu: "leaky ReLU", tanh: "tanh" }[/** @type {string} */ (kind)] ?? kind ?? "identity";
}

/** Whether an output stands for images that are none of the classes. @param {ModelDescription} model @param {number} index */
export function isRejection(model, index) {
  return index >= model.classes.length;
}

/** A neuron's name: by class, by row and column, or by number. @param {Column} column @param {number} index @param {ModelDescription} model */
export function getNeuronName(column, index, model) {
  if (column.isOutput) return `output “${model.outputs[index]}”`;
  if (column.shape.length === 1) return `layer ${column.number}, neuron ${index + 1}`;
  const [, width, channels] = column.shape;
  const pixel = Math.floor(index / channels);
  const where = `row ${Math.floor(pixel / width) + 1}, column ${(pixel % width) + 1}`;
  return column.layer ? `layer ${column.number}, map ${(index % channels) + 1}, ${where}` : `pixel in ${where}`;
}

/** "784 → 24 maps of 24×24 → 10": the size of each column. @param {ModelDescription} model */
export function describeArchitecture(model) {
  return createColumns(model).map(describeSize).join(" → ");
}

/** @param {Column} column */
function describeSize({ layer, shape }) {
  if (!layer || shape.length !== 3) return String(countElements(shape));
  const [height, width, maps] = shape;
  return `${maps} maps of ${height}×${width}`;
}
