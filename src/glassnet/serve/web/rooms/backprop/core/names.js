/** What neurons and weights are called in sentences. */

import { getNeuronName } from "../../../stage/columns.js";

/**
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("../../../models/page-model.js").PageModel} PageModel
 * @typedef {import("../../../studio/rooms.js").Selection} Selection
 */

/** @param {Column[]} columns @param {PageModel} model @returns {(selection: Selection) => string} */
export function createNames(columns, model) {
  const isImage = model.imageShape[0] > 1;
  const nameNeuron = (/** @type {number} */ column, /** @type {number} */ index) =>
    (column === 0 && !isImage ? `input ${index + 1}` : getNeuronName(columns[column], index, model));
  return (selection) => selection.kind === "neuron"
    ? nameNeuron(selection.column, selection.index)
    : `the weight from ${nameNeuron(selection.column - 1, selection.from)} to ${nameNeuron(selection.column, selection.to)}`;
}
