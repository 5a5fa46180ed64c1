/** A column's block in the picture: the position of each of its neurons, and the neuron at a position. */

/**
 * @typedef {import("./columns.js").Column} Column
 *
 * @typedef {object} Block
 * @property {Column} column
 * @property {"image" | "maps" | "neurons"} look
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} across    neurons or tiles side by side
 * @property {number} step      from one row of neurons or tiles to the next
 * @property {number} radius    of a neuron; half a cell of an image or map
 */

/** A block whose position is not known yet. @param {Column} column @param {"image" | "maps" | "neurons"} look @param {number} across @param {number} width @param {number} step @param {number} radius @returns {Block} */
export function createBlock(column, look, across, width, step, radius) {
  const [first, , channels] = column.shape;
  const rows = look === "image" ? first : Math.ceil((look === "maps" ? channels : first) / across);
  return { column, look, left: 0, top: 0, width, height: rows * step, across, step, radius };
}

/** Half a cell of maps on tiles of this side. @param {Column} column @param {number} side */
export function getCellRadius(column, side) {
  return (side * 0.88) / Math.max(column.shape[0], column.shape[1]) / 2;
}

/** The center of a neuron. @param {Block} block @param {number} index @returns {[number, number]} */
export function getPosition(block, index) {
  if (block.look === "maps") return getMapPosition(block, index);
  const stepX = block.width / block.across;
  return [block.left + ((index % block.across) + 0.5) * stepX, block.top + (Math.floor(index / block.across) + 0.5) * block.step];
}

/** @param {Block} block @param {number} index @returns {[number, number]} */
function getMapPosition(block, index) {
  const [, columns, channels] = block.column.shape;
  const pixel = Math.floor(index / channels);
  const [left, top] = getMapCorner(block, index % channels);
  const cell = 2 * block.radius;
  return [left + ((pixel % columns) + 0.5) * cell, top + (Math.floor(pixel / columns) + 0.5) * cell];
}

/** The upper left corner of a map. @param {Block} block @param {number} map @returns {[number, number]} */
export function getMapCorner(block, map) {
  const inset = block.step * 0.06;
  return [block.left + (map % block.across) * block.step + inset, block.top + Math.floor(map / block.across) * block.step + inset];
}

/** The neuron at a position, or -1. @param {Block} block @param {number} x @param {number} y */
export function findNeuron(block, x, y) {
  const [right, bottom] = [block.left + block.width, block.top + block.height];
  if (x < block.left - 4 || y < block.top - 2 || x > right + 4 || y > bottom + 2) return -1;
  return block.look === "maps" ? findMapCell(block, x, y) : findCell(block, x, y);
}

/** @param {Block} block @param {number} x @param {number} y */
function findCell(block, x, y) {
  const stepX = block.width / block.across;
  const column = Math.min(block.across - 1, Math.max(0, Math.floor((x - block.left) / stepX)));
  const index = Math.floor((y - block.top) / block.step) * block.across + column;
  const count = block.look === "image" ? block.column.shape[0] * block.column.shape[1] : block.column.shape[0];
  return index >= 0 && index < count ? index : -1;
}

/** @param {Block} block @param {number} x @param {number} y */
function findMapCell(block, x, y) {
  const [rows, columns, channels] = block.column.shape;
  const map = Math.floor((y - block.top) / block.step) * block.across + Math.floor((x - block.left) / block.step);
  if (map < 0 || map >= channels) return -1;
  const [left, top] = getMapCorner(block, map);
  const [column, row] = [Math.floor((x - left) / (2 * block.radius)), Math.floor((y - top) / (2 * block.radius))];
  return row < 0 || column < 0 || row >= rows || column >= columns ? -1 : (row * columns + column) * channels + map;
}
