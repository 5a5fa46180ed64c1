/**
 * Where the columns of a network stand: images as images, maps as tiles, many neurons as a block, few in
 * a line. On a wide canvas the numbers flow to the right, on a phone downwards.
 */

import { block, cellRadius } from "./blocks.js";

/**
 * @typedef {import("./anatomy.js").Column} Column
 * @typedef {import("./blocks.js").Block} Block
 */

/** As many neurons are easily told apart in one line. */
export const FEW = 20;

const NARROW = 420;
const TITLE = 26;
const OUTPUT_LABELS = 20;
const MARGIN = 6;
/** Edges into a dense layer need room: so many times the gap before other layers. */
const DENSE_GAP = 2.4;
const NARROW_GAP = 22;
const LARGEST_NEURON = 13;

/** Whether the numbers flow downwards on a canvas of this width. @param {number} width */
export function flowsDown(width) {
  return width < NARROW;
}

/** How high a picture that flows downwards has to be. @param {Column[]} columns @param {number} width */
export function heightNeeded(columns, width) {
  const blocks = columns.map((column) => lying(column, width - 2 * MARGIN));
  return Math.ceil(total(blocks.map((each) => TITLE + each.height)) + OUTPUT_LABELS + NARROW_GAP * total(gapShares(columns)));
}

/** @param {Column[]} columns @param {number} width @param {number} height @returns {Block[]} */
export function layout(columns, width, height) {
  return flowsDown(width) ? downwards(columns, width, height) : rightwards(columns, width, height);
}

/** @param {Column[]} columns @param {number} width @param {number} height */
function rightwards(columns, width, height) {
  const room = height - TITLE - 6;
  const shares = gapShares(columns);
  const narrowest = Math.max(9, width * 0.028) * total(shares);
  const free = width - 2 * MARGIN - OUTPUT_LABELS;
  const wished = columns.map((column) => standing(column, width, room));
  const scale = Math.min(1, (free - narrowest) / total(wished.map((each) => each.width)));
  const blocks = scale < 1 ? columns.map((column) => standing(column, width * scale, room)) : wished;
  const gap = (free - total(blocks.map((each) => each.width))) / total(shares);
  let left = MARGIN;
  blocks.forEach((each, i) => {
    each.left = left += shares[i] * gap;
    each.top = TITLE + (room - each.height) / 2;
    left += each.width;
  });
  return blocks;
}

/** @param {Column[]} columns @param {number} width @param {number} height */
function downwards(columns, width, height) {
  const blocks = columns.map((column) => lying(column, width - 2 * MARGIN));
  const shares = gapShares(columns);
  const free = height - OUTPUT_LABELS - TITLE * columns.length;
  const gap = (free - total(blocks.map((each) => each.height))) / total(shares);
  let top = 0;
  blocks.forEach((each, i) => {
    each.top = top += TITLE + shares[i] * gap;
    each.left = (width - each.width) / 2;
    top += each.height;
  });
  return blocks;
}

/** @param {Column[]} columns */
function gapShares(columns) {
  return columns.map((column, i) => (i === 0 ? 0 : column.layer?.kind === "dense" ? DENSE_GAP : 1));
}

/** A column of its own width in a picture that flows to the right. @param {Column} column @param {number} width @param {number} room @returns {Block} */
function standing(column, width, room) {
  const [rows, columns, channels] = column.shape;
  if (isImage(column)) return image(column, Math.min(room * 0.62, width * 0.3));
  if (column.shape.length === 3) {
    const most = width * 0.17;
    const across = Math.max(1, Math.round(Math.sqrt((channels * most) / room)));
    const step = Math.min(most / across, room / Math.ceil(channels / across));
    return block(column, "maps", across, step * across, step, cellRadius(column, step));
  }
  if (rows <= FEW) {
    const step = Math.min(room / rows, 36);
    return block(column, "neurons", 1, step, room / rows, Math.min(step * 0.36, LARGEST_NEURON));
  }
  const across = Math.max(2, Math.ceil(Math.sqrt((rows * width * 0.26) / room)));
  const step = Math.min(room / Math.ceil(rows / across), (width * 0.26) / across);
  return block(column, "neurons", across, step * across, step, Math.min(step * 0.36, LARGEST_NEURON));
}

/** A column as wide as the picture, which flows downwards. @param {Column} column @param {number} width @returns {Block} */
function lying(column, width) {
  const [count, , channels] = column.shape;
  if (isImage(column)) return image(column, width * 0.27);
  if (column.shape.length === 3) {
    const across = leastAcross(channels, width, width * 0.26);
    return block(column, "maps", across, width, width / across, cellRadius(column, width / across));
  }
  const across = count <= FEW ? count : leastAcross(count, width, width * 0.17);
  const radius = Math.min((width / across) * 0.36, LARGEST_NEURON);
  return block(column, "neurons", across, width, count <= FEW ? 2 * radius : width / across, radius);
}

/** How many squares stand side by side over the whole width, so that all are at most so high. @param {number} count @param {number} width @param {number} highest */
function leastAcross(count, width, highest) {
  let across = 1;
  while (Math.ceil(count / across) * (width / across) > highest) across++;
  return across;
}

/** @param {Column} column */
function isImage(column) {
  return !column.layer && column.shape.length === 3;
}

/** @param {Column} column @param {number} side */
function image(column, side) {
  const step = side / column.shape[1];
  return block(column, "image", column.shape[1], side, step, step / 2);
}

/** @param {number[]} numbers */
function total(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}
