/** One neuron, term by term: its pictures, its formula with the values, every term. */

import { createElement } from "../../../look/elements.js";
import { getColumnName, getNeuronName } from "../../../stage/columns.js";
import { getActivations } from "../../../stage/lens.js";
import { computeSum } from "../../../stage/receptive-field.js";
import { explainColumn } from "../../../stage/words.js";
import { createFormulas } from "./formulas.js";
import { createMapPicture } from "./map-picture.js";
import { createPictures } from "./pictures.js";
import { createTermsTable } from "./terms-table.js";

/**
 * @typedef {import("../../../stage/lens.js").Values} Values
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("../../../studio/rooms.js").Selection} Selection
 *
 * @typedef {object} Scene  one neuron with its values
 * @property {Values} values
 * @property {Column} column
 * @property {Column} before   the column whose neurons its layer reads
 * @property {number} index
 * @property {import("../../../stage/receptive-field.js").Sum} sum
 * @property {number} activation
 * @property {number[]} probabilities  of the classes
 *
 * @typedef {object} Terms  how the terms are listed
 * @property {boolean} all  all of them, or the largest only
 * @property {(all: boolean) => void} showAll
 * @property {import("../../../reading/backend.js").Stroke[] | null} strokes  of the drawing, where `glassnet explain` can read it
 */

/**
 * @param {Values} values @param {Extract<Selection, {kind: "neuron"}>} neuron @param {number[]} probabilities
 * @param {Terms} terms @param {import("./map-picture.js").Sliding} sliding
 * @returns {{title: string, nodes: Node[]}}
 */
export function describeNeuron(values, { column: number, index }, probabilities, terms, sliding) {
  const column = values.columns[number];
  const title = capitalize(getNeuronName(column, index, values.model));
  const sum = computeSum(values, column, index);
  const activation = getActivations(values, column)?.[index];
  if (!sum || activation === undefined) return { title, nodes: [createElement("p", { className: "lead" }, "Draw a digit to see its sum.")] };
  const scene = { values, column, before: values.columns[number - 1], index, sum, activation, probabilities };
  return {
    title,
    nodes: [
      createElement("p", { className: "lead" }, `${getColumnName(column)}. ${explainColumn(column, scene.before)}`),
      ...createMapPicture(scene, sliding),
      createPictures(scene),
      createElement("div", { className: "formulas" }, createFormulas(scene)),
      createElement("div", { className: "numbers" }, createTermsTable(scene, terms)),
    ],
  };
}

/** @param {string} text */
function capitalize(text) {
  return text[0].toUpperCase() + text.slice(1);
}
