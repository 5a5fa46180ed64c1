/**
 * The layout of the columns: images as images, maps as tiles, many neurons as a block, few in a line. On a
 * wide canvas the layers go from left to right, on a phone from top to bottom.
 */

import { createBlock, getCellRadius } from "./blocks.js";

/**
 * @typedef {import("./columns.js").Column} Column
 * @typedef {import("./blocks.js").Block} Block
 */

/** More neurons than this are hard to tell apart in one line. */
export const MAX_NEURONS_IN_LINE = 20;

const MAX_VERTICAL_WIDTH = 430;
/** Two lines: what the layer is, and what it applies to its sums. */
const TITLE = 38;
const NARROW_TITLE = 26;
const LABEL_HEIGHT = 20;
const LETTER_WIDTH = 8;
const MAX_LABEL_WIDTH = 96;
const MARGIN = 6;
/** Edges into a dense layer need space: this many times the gap before other layers. */
const DENSE_GAP = 2.4;
const NARROW_GAP = 22;
const MAX_NEURON_RADIUS = 13;

/** Whether layers go from top to bottom on a canvas of this width. @param {number} width */
export function isVertical(width) {
  return width < MAX_VERTICAL_WIDTH;
}

/** The height that a vertical picture needs. @param {Column[]} columns @param {number} width */
export function computeHeight(columns, width) {
  const blocks = columns.map((column) => createVerticalBlock(column, width - 2 * MARGIN));
  return Math.ceil(addUp(blocks.map((each) => NARROW_TITLE + each.height)) + LABEL_HEIGHT + NARROW_GAP * addUp(computeGapShares(columns)));
}

/** The space right of the output labels for a bar beside each output; 0 where the outputs have no line of their own. @param {Column[]} columns @param {number} width */
export function getBarsWidth(columns, width) {
  const hasLine = !isVertical(width) && columns[columns.length - 1].shape[0] <= MAX_NEURONS_IN_LINE;
  return hasLine ? Math.round(Math.max(84, Math.min(230, width * 0.2))) : 0;
}

/** @param {Column[]} columns @param {number} width @param {number} height @returns {Block[]} */
export function computeLayout(columns, width, height) {
  return isVertical(width) ? layOutVertically(columns, width, height) : layOutHorizontally(columns, width, height);
}

/** @param {Column[]} columns @param {number} width @param {number} height */
function layOutHorizontally(columns, width, height) {
  const space = height - TITLE - 6;
  const shares = computeGapShares(columns);
  const minGap = Math.max(9, width * 0.028) * addUp(shares);
  const free = width - 2 * MARGIN - getLabelWidth(columns) - getBarsWidth(columns, width);
  const wanted = columns.map((column) => createHorizontalBlock(column, width, space));
  const scale = Math.min(1, (free - minGap) / addUp(wanted.map((each) => each.width)));
  const blocks = scale < 1 ? columns.map((column) => createHorizontalBlock(column, width * scale, space)) : wanted;
  const gap = (free - addUp(blocks.map((each) => each.width))) / addUp(shares);
  let left = MARGIN;
  blocks.forEach((each, i) => {
    each.left = left += shares[i] * gap;
    each.top = TITLE + (space - each.height) / 2;
    left += each.width;
  });
  return blocks;
}

/** @param {Column[]} columns @param {number} width @param {number} height */
function layOutVertically(columns, width, height) {
  const blocks = columns.map((column) => createVerticalBlock(column, width - 2 * MARGIN));
  const shares = computeGapShares(columns);
  const free = height - LABEL_HEIGHT - NARROW_TITLE * columns.length;
  const gap = (free - addUp(blocks.map((each) => each.height))) / addUp(shares);
  let top = 0;
  blocks.forEach((each, i) => {
    each.top = top += NARROW_TITLE + shares[i] * gap;
    each.left = (width - each.width) / 2;
    top += each.height;
  });
  return blocks;
}

/** The width of the labels beside the outputs. @param {Column[]} columns */
function getLabelWidth(columns) {
  const longest = Math.max(...columns[columns.length - 1].labels.map((label) => label.length), 1);
  return longest === 1 ? LABEL_HEIGHT : Math.min(MAX_LABEL_WIDTH, LABEL_HEIGHT + LETTER_WIDTH * longest);
}

/** @param {Column[]} columns */
function computeGapShares(columns) {
  return columns.map((column, i) => (i === 0 ? 0 : column.kind === "dense" ? DENSE_GAP : 1));
}

/** A column's block in a horizontal picture. @param {Column} column @param {number} width @param {number} space @returns {Block} */
function createHorizontalBlock(column, width, space) {
  const [rows, columns, channels] = column.shape;
  if (isImage(column)) return createImageBlock(column, Math.min(space * 0.62, width * 0.3));
  if (column.shape.length === 3) {
    const maxWidth = width * 0.105;
    const across = findLargestTiles(channels, maxWidth, space);
    const step = Math.min(maxWidth / across, space / Math.ceil(channels / across));
    return createBlock(column, "maps", across, step * across, step, getCellRadius(column, step));
  }
  if (rows <= MAX_NEURONS_IN_LINE) {
    const step = Math.min(space / rows, 36);
    return createBlock(column, "neurons", 1, step, space / rows, Math.min(step * 0.36, MAX_NEURON_RADIUS));
  }
  const across = Math.max(2, Math.ceil(Math.sqrt((rows * width * 0.26) / space)));
  const step = Math.min(space / Math.ceil(rows / across), (width * 0.26) / across);
  return createBlock(column, "neurons", across, step * across, step, Math.min(step * 0.36, MAX_NEURON_RADIUS));
}

/** How many squares side by side are largest in this space. @param {number} count @param {number} width @param {number} height */
function findLargestTiles(count, width, height) {
  let best = 1;
  const measure = (/** @type {number} */ across) => Math.min(width / across, height / Math.ceil(count / across));
  for (let across = 2; across <= count; across++) if (measure(across) > measure(best)) best = across;
  return best;
}

/** A column's block in a vertical picture, as wide as the picture. @param {Column} column @param {number} width @returns {Block} */
function createVerticalBlock(column, width) {
  const [count, , channels] = column.shape;
  if (isImage(column)) return createImageBlock(column, width * 0.27);
  if (column.shape.length === 3) {
    const across = findMinColumns(channels, width, width * 0.26);
    return createBlock(column, "maps", across, width, width / across, getCellRadius(column, width / across));
  }
  const across = count <= MAX_NEURONS_IN_LINE ? count : findMinColumns(count, width, width * 0.17);
  const radius = Math.min((width / across) * 0.36, MAX_NEURON_RADIUS);
  return createBlock(column, "neurons", across, width, count <= MAX_NEURONS_IN_LINE ? 2 * radius : width / across, radius);
}

/** The least number of squares side by side for which all rows together are at maxWidth `maxHeight`. @param {number} count @param {number} width @param {number} maxHeight */
function findMinColumns(count, width, maxHeight) {
  let across = 1;
  while (Math.ceil(count / across) * (width / across) > maxHeight) across++;
  return across;
}

/** @param {Column} column */
function isImage(column) {
  return column.kind === "input" && column.shape.length === 3;
}

/** @param {Column} column @param {number} side */
function createImageBlock(column, side) {
  const step = side / column.shape[1];
  return createBlock(column, "image", column.shape[1], side, step, step / 2);
}

/** @param {number[]} numbers */
function addUp(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}
