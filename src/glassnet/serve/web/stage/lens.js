/**
 * A lens: what the nodes and lines of the network mean. The stage paints numbers; a lens says which ones.
 *
 * @typedef {import("../models/page-model.js").PageModel} PageModel
 * @typedef {import("./columns.js").Column} Column
 * @typedef {import("../nn/parameters.js").Parameters} Parameters
 *
 * @typedef {object} Values  what a lens reads
 * @property {PageModel} model
 * @property {Column[]} columns
 * @property {Parameters} parameters
 * @property {any} pass   the values of one example (`traceForward` or `tracePass` of nn/trace.js), or null
 *
 * @typedef {object} Lines  the lines into a dense column
 * @property {number} fromCount
 * @property {number} toCount
 * @property {(from: number) => boolean} [skips]  whether all lines from a neuron are zero
 * @property {(from: number, to: number) => number} value
 *
 * @typedef {object} Lens
 * @property {string} id
 * @property {{low: string, high: string, line: string, node: string}} legend
 *   what blue and orange say, what a line is, what the fill of a node is
 * @property {(values: Values, column: Column) => ArrayLike<number> | null} nodes
 *   one number for each neuron of a column; null for empty ones. The input's are gray levels from 0 to 1.
 * @property {(values: Values, column: Column) => Lines | null} lines   null for columns without lines
 * @property {(values: Values, column: Column, from: number, to: number) => string} explainLine  one sentence
 * @property {(values: Values, column: Column, index: number) => string} explainNode  one sentence
 */

/** The activations of a column, null without an example. @param {Values} values @param {Column} column @returns {Float64Array | null} */
export function getActivations({ pass }, column) {
  if (!pass) return null;
  return column.number ? (pass.layers[column.last]?.outputs.data ?? null) : (pass.layers[0]?.inputs.data ?? null);
}

/** The input of the column's layer: the output of the layer before it. @param {Values} values @param {Column} column @returns {Float64Array | null} */
export function getLayerInputs({ pass }, column) {
  return pass && column.number ? (pass.layers[column.index]?.inputs.data ?? null) : null;
}

/** The weights into a dense column, `(inputs, outputs)`. @param {Values} values @param {Column} column */
export function getDenseWeights({ parameters }, column) {
  return column.kind === "dense" ? (parameters.ofLayer(column.name).weights ?? null) : null;
}
