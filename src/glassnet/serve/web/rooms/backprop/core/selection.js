/** Whether a selection is a part of the network that is shown. */

/**
 * @param {import("../../../studio/rooms.js").Selection | null} selection
 * @param {readonly any[]} columns the layers as the stage counts them
 */
export function isInside(selection, columns) {
  const column = selection && columns[selection.column];
  if (!selection || !column) return false;
  const count = (/** @type {number[]} */ shape) => shape.reduce((product, side) => product * side, 1);
  if (selection.kind === "neuron") return selection.index < count(column.shape);
  return column.kind === "dense" && selection.to < count(column.shape) && selection.from < count(columns[selection.column - 1].shape);
}
