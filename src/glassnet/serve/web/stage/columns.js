/**
 * The columns of the picture: the input, and one for each layer that computes something new. Layers that
 * only reshape, scale or activate the output of the layer before share its column.
 */

import { countElements } from "../reading/numbers.js";

/**
 * @typedef {import("../models/page-model.js").PageModel} PageModel
 *
 * @typedef {object} Column
 * @property {number} number      the place on the stage: 0 for the input, then 1, 2, ...
 * @property {string} layer       the layer that it belongs to, "1" for the first one with weights, as in "1.weights"; pooling belongs to the layer before it, "0" is the input
 * @property {number} index       of the layer that computes, among the network's; -1 for the input
 * @property {number} last        of the last layer of the column, whose output is shown; -1 for the input
 * @property {string} kind        the type of the layer that computes, "input" for the input
 * @property {string} name        the number of a layer that has parameters, as in "1.weights", else ""
 * @property {string[]} activations  names of what is applied to its sums, in order
 * @property {number[]} shape     of one example's output, [n] or [height, width, channels]
 * @property {boolean} isOutput
 * @property {string[]} labels    of the outputs; empty for other columns
 */

const OWN_COLUMN = new Set(["dense", "conv2d", "max_pool2d", "average_pool2d", "global_average_pool"]);
const NAMES = /** @type {Record<string, [string, string]>} */ ({
  dense: ["Dense", "Dense"], conv2d: ["Convolution", "Conv"], max_pool2d: ["Max pooling", "Pool"], average_pool2d: ["Average pooling", "Pool"],
  global_average_pool: ["Average of each map", "Mean"],
});
const ACTIVATIONS = /** @type {Record<string, string>} */ ({ relu: "ReLU", leaky_relu: "leaky ReLU", layer_norm: "layer norm", gelu: "GELU", silu: "SiLU", elu: "ELU" });

/** @param {PageModel} model @returns {Column[]} */
export function createColumns(model) {
  const { layers, layerNames, shapes } = model.network;
  /** @type {Column[]} */
  const columns = [{ number: 0, index: -1, last: -1, kind: "input", name: "", layer: "0", activations: [], shape: getInputShape(model), isOutput: false, labels: [] }];
  layers.forEach((layer, index) => {
    const column = columns[columns.length - 1];
    if (OWN_COLUMN.has(layer.type)) {
      columns.push({ number: columns.length, index, last: index, kind: layer.type, name: layerNames[index], layer: layerNames[index] || column.layer, activations: nameActivations(layer), shape: shapes[index + 1], isOutput: false, labels: [] });
    } else if (column.number > 0) {
      column.last = index;
      column.activations.push(...nameActivations(layer));
      if (countElements(shapes[index + 1]) !== countElements(column.shape)) column.shape = shapes[index + 1];
    }
  });
  Object.assign(columns[columns.length - 1], { isOutput: true, labels: model.outputs.map((name, i) => (isRejection(model, i) ? "∅" : name)) });
  return columns;
}

/** What a layer applies to sums: its own activation, or itself. @param {any} layer @returns {string[]} */
function nameActivations(layer) {
  if (layer.type === "layer_norm") return [ACTIVATIONS.layer_norm];
  const type = layer.activation?.type ?? "identity";
  return type === "identity" ? [] : [ACTIVATIONS[type] ?? type];
}

/** A flat input is shown as the image that it was. @param {PageModel} model */
function getInputShape({ network, imageShape }) {
  const shape = network.inputShape;
  return shape.length === 1 && imageShape.length === 2 ? [...imageShape, 1] : shape;
}

/** "layer 2", or "layer 2, pooled". @param {Column} column */
export function getLayerName({ layer, name, kind }) {
  return `layer ${layer}${name ? "" : kind === "global_average_pool" ? ", averaged" : ", pooled"}`;
}

/** "Dense, ReLU". @param {Column} column */
export function getColumnName(column) {
  return [getBareName(column, 0), ...column.activations].join(", ");
}

/** Without what is applied to its sums. @param {Column} column @param {0 | 1} length  1 is shorter */
export function getBareName(column, length) {
  return column.kind === "input" ? "Input" : column.isOutput ? "Output" : NAMES[column.kind][length];
}

/** Whether an output stands for images that are none of the classes. @param {Pick<PageModel, "classNames">} model @param {number} index */
export function isRejection(model, index) {
  return index >= model.classNames.length;
}

/** A neuron's name: by class, by row and column, or by number. @param {Column} column @param {number} index @param {PageModel} model */
export function getNeuronName(column, index, model) {
  if (column.isOutput) return `output “${model.outputs[index]}”`;
  if (column.shape.length === 1) return `${getLayerName(column)}, neuron ${index + 1}`;
  const [, width, channels] = column.shape;
  const pixel = Math.floor(index / channels);
  const where = `row ${Math.floor(pixel / width) + 1}, column ${(pixel % width) + 1}`;
  return column.number ? `${getLayerName(column)}, map ${(index % channels) + 1}, ${where}` : `pixel in ${where}`;
}

/** "24 maps of 24×24", or the number of neurons. @param {Column} column */
export function describeSize({ number, shape }) {
  if (!number || shape.length !== 3) return String(countElements(shape));
  const [height, width, maps] = shape;
  return `${maps} maps of ${height}×${width}`;
}
