/** Where a parameter lies: in the vector of all parameters, and in the picture. */

import { countEntries } from "../../../nn/arrays.js";

/**
 * @typedef {import("../../../nn/network.js").Network} Network
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("../../../studio/rooms.js").Selection} Selection
 * @typedef {{layer: string, array: string, offset: number}} Place  one entry of an array of a layer
 */

/** The index in the vector. @param {Network} network @param {Place} place */
export function findIndex(network, { layer, array, offset }) {
  let start = 0;
  for (const [name, shape] of network.layout) {
    if (name === `${layer}.${array}`) return start + offset;
    start += countEntries(shape);
  }
  throw new Error(`The network has no parameters ${layer}.${array}.`);
}

/** The weight of a line into a dense column, or the bias of a neuron; null where the column has none. @param {Column[]} columns @param {Network} network @param {Selection | null} selection @returns {Place | null} */
export function findPlace(columns, network, selection) {
  const column = selection && columns[selection.column];
  if (!selection || !column?.name) return null;
  if (selection.kind === "neuron") {
    const channels = column.shape[column.shape.length - 1];
    return hasArray(network, column.name, "bias") ? { layer: column.name, array: "bias", offset: column.shape.length === 1 ? selection.index : selection.index % channels } : null;
  }
  if (column.kind !== "dense") return null;
  const units = countEntries(column.shape);
  return { layer: column.name, array: "weights", offset: selection.from * units + selection.to };
}

/** @param {Network} network @param {string} layer @param {string} array */
function hasArray(network, layer, array) {
  return network.layout.some(([name]) => name === `${layer}.${array}`);
}

/** The index of the layer that has this number. @param {Network} network @param {string} name */
export function findLayer(network, name) {
  return network.layerNames.indexOf(name);
}
