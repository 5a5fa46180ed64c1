/** Where every neuron stands: images as images, maps as tiles, many neurons as a block, few as a column. */

/**
 * @typedef {import("./anatomy.js").Column} Column
 *
 * @typedef {object} Block
 * @property {Column} column
 * @property {"image" | "maps" | "neurons"} look
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} across    neurons or tiles side by side
 * @property {number} step      from one neuron or tile to the next
 * @property {number} radius    of a neuron; half a cell of an image or map
 */

const FEW = 20;
const LABELS = 26;
const OUTPUT_LABELS = 20;
const MARGIN = 6;
/** Edges into a dense layer need room: so many times the gap before other layers. */
const DENSE_GAP = 2.4;

/** @param {Column[]} columns @param {number} width @param {number} height @returns {Block[]} */
export function layout(columns, width, height) {
  const room = height - LABELS - 6;
  /** @type {number[]} */
  const shares = columns.map((column, i) => (i === 0 ? 0 : column.layer?.kind === "dense" ? DENSE_GAP : 1));
  const allShares = Math.max(1, shares.reduce((sum, share) => sum + share, 0));
  const narrowest = Math.max(9, width * 0.028) * allShares;
  const free = width - 2 * MARGIN - OUTPUT_LABELS;
  const wished = sized(columns, width, room);
  const scale = Math.min(1, (free - narrowest) / widthOf(wished));
  const blocks = scale < 1 ? sized(columns, width * scale, room) : wished;
  const gap = (free - widthOf(blocks)) / allShares;
  let left = MARGIN;
  blocks.forEach((each, i) => {
    left += shares[i] * gap;
    each.left = left;
    each.top = LABELS + (room - each.height) / 2;
    left += each.width;
  });
  return blocks;
}

/** @param {Column[]} columns @param {number} width @param {number} room */
function sized(columns, width, room) {
  return columns.map((column) => {
    if (!column.layer && column.shape.length === 3) return image(column, Math.min(room * 0.62, width * 0.3));
    if (column.shape.length === 3) return maps(column, width * 0.17, room);
    return neurons(column, room, width * 0.26);
  });
}

/** @param {Block[]} blocks */
function widthOf(blocks) {
  return blocks.reduce((sum, each) => sum + each.width, 0);
}

/** @param {Column} column @param {number} side @returns {Block} */
function image(column, side) {
  const step = side / column.shape[1];
  return { ...blank(column, "image"), width: side, height: step * column.shape[0], across: column.shape[1], step, radius: step / 2 };
}

/** @param {Column} column @param {number} width @param {number} room @returns {Block} */
function maps(column, width, room) {
  const [rows, columns, channels] = column.shape;
  const across = Math.max(1, Math.round(Math.sqrt((channels * width) / room)));
  const down = Math.ceil(channels / across);
  const step = Math.min(width / across, room / down);
  const radius = (step * 0.88) / Math.max(rows, columns) / 2;
  return { ...blank(column, "maps"), width: step * across, height: step * down, across, step, radius };
}

/** @param {Column} column @param {number} room @param {number} width @returns {Block} */
function neurons(column, room, width) {
  const [count] = column.shape;
  const across = count <= FEW ? 1 : Math.max(2, Math.ceil(Math.sqrt((count * width) / room)));
  const down = Math.ceil(count / across);
  const step = Math.min(room / down, across > 1 ? width / across : 36);
  const pitch = across === 1 ? room / down : step;
  return { ...blank(column, "neurons"), width: step * across, height: pitch * down, across, step: pitch, radius: Math.min(step * 0.36, 13) };
}

/** @param {Column} column @param {"image" | "maps" | "neurons"} look @returns {Block} */
function blank(column, look) {
  return { column, look, left: 0, top: 0, width: 0, height: 0, across: 1, step: 1, radius: 1 };
}

/** The middle of a neuron. @param {Block} block @param {number} index @returns {[number, number]} */
export function position(block, index) {
  if (block.look === "maps") return onMap(block, index);
  const column = index % block.across;
  const row = Math.floor(index / block.across);
  const stepX = block.across === 1 ? block.width : block.look === "image" ? block.step : block.width / block.across;
  return [block.left + (column + 0.5) * stepX, block.top + (row + 0.5) * block.step];
}

/** @param {Block} block @param {number} index @returns {[number, number]} */
function onMap(block, index) {
  const [, columns, channels] = block.column.shape;
  const place = Math.floor(index / channels);
  const [left, top] = corner(block, index % channels);
  const cell = 2 * block.radius;
  return [left + ((place % columns) + 0.5) * cell, top + (Math.floor(place / columns) + 0.5) * cell];
}

/** The upper left corner of a map. @param {Block} block @param {number} map @returns {[number, number]} */
export function corner(block, map) {
  const inset = block.step * 0.06;
  return [block.left + (map % block.across) * block.step + inset, block.top + Math.floor(map / block.across) * block.step + inset];
}

/** The neuron at a place, or -1. @param {Block} block @param {number} x @param {number} y */
export function neuronAt(block, x, y) {
  const [right, bottom] = [block.left + block.width, block.top + block.height];
  if (x < block.left - 4 || y < block.top - 2 || x > right + 4 || y > bottom + 2) return -1;
  return block.look === "maps" ? mapCellAt(block, x, y) : cellAt(block, x, y);
}

/** @param {Block} block @param {number} x @param {number} y */
function cellAt(block, x, y) {
  const stepX = block.width / block.across;
  const column = Math.min(block.across - 1, Math.max(0, Math.floor((x - block.left) / stepX)));
  const index = Math.floor((y - block.top) / block.step) * block.across + column;
  const count = block.look === "image" ? block.column.shape[0] * block.column.shape[1] : block.column.shape[0];
  return index >= 0 && index < count ? index : -1;
}

/** @param {Block} block @param {number} x @param {number} y */
function mapCellAt(block, x, y) {
  const [rows, columns, channels] = block.column.shape;
  const map = Math.floor((y - block.top) / block.step) * block.across + Math.floor((x - block.left) / block.step);
  if (map < 0 || map >= channels) return -1;
  const [left, top] = corner(block, map);
  const [column, row] = [Math.floor((x - left) / (2 * block.radius)), Math.floor((y - top) / (2 * block.radius))];
  return row < 0 || column < 0 || row >= rows || column >= columns ? -1 : (row * columns + column) * channels + map;
}
