/** A neuron's weights, its input, and their products, each as a picture. */

import { createElement } from "../../../look/elements.js";
import { getSignedColor, mixColors, paintPixels, readPalette } from "../../../look/colors.js";
import { findLargest, formatNumber } from "../../../reading/numbers.js";

/**
 * @typedef {import("./neuron.js").Scene} Scene
 * @typedef {{rows: number, columns: number, at: (cell: number) => number, isLine?: boolean}} Arrangement  `at` gives the term of a cell, or -1
 */

const MAX_LINE = 20;

/** @param {Scene} scene */
export function createPictures({ sum, before }) {
  const arrangement = arrange(sum.from, before.shape);
  const input = { values: sum.inputs, caption: "Its input" };
  const all = sum.isMaximum ? [input]
    : [{ values: sum.weights, caption: "Its weights" }, input, { values: sum.terms, caption: "Weight × input" }];
  const figures = all.map(({ values, caption }) => createPicture(values, caption, arrangement));
  return createElement("div", { className: arrangement.isLine ? "pictures lines" : "pictures" }, ...(arrangement.isLine ? [createNumbers(sum.from.length)] : []), ...figures);
}

/** @param {ArrayLike<number>} values @param {string} caption @param {Arrangement} arrangement */
export function createPicture(values, caption, { rows, columns, at }) {
  const canvas = createElement("canvas", { role: "img", "aria-label": caption });
  const colors = readPalette();
  const top = findLargest(values);
  const isGray = Array.prototype.every.call(values, (value) => value >= 0 && value <= 1);
  paintPixels(canvas, rows, columns, (cell) => {
    const from = at(cell);
    if (from < 0) return colors.paper;
    return isGray ? mixColors(colors.raised, colors.ink, values[from]) : getSignedColor(colors, values[from] / top, colors.raised);
  });
  canvas.style.aspectRatio = `${columns} / ${rows}`;
  const range = createElement("small", { className: "numbers" }, isGray ? `up to ${formatNumber(top, 2)}` : `up to ±${formatNumber(top, 2)}`);
  return createElement("figure", {}, canvas, createElement("figcaption", {}, caption, range));
}

/** The numbers of the neurons beside lines of cells. @param {number} count */
function createNumbers(count) {
  return createElement("ol", { className: "line-numbers", "aria-hidden": "true" }, ...Array.from({ length: count }, (_, i) => createElement("li", {}, String(i + 1))));
}

/** Cells as the neurons stand: an image as the image, maps side by side, a few neurons in their line. @param {number[]} from @param {number[]} shape @returns {Arrangement} */
function arrange(from, shape) {
  if (shape.length === 3) return arrangePatch(from, shape);
  if (from.length <= MAX_LINE) return { rows: from.length, columns: 1, at: (cell) => cell, isLine: true };
  const columns = Math.ceil(Math.sqrt(from.length));
  return { rows: Math.ceil(from.length / columns), columns, at: (cell) => (cell < from.length ? cell : -1) };
}

/** The part of an image, or of all maps, that is read. @param {number[]} from @param {number[]} shape @returns {Arrangement} */
function arrangePatch(from, [, width, channels]) {
  const places = from.map((i) => ({ row: Math.floor(i / channels / width), column: Math.floor(i / channels) % width, channel: i % channels }));
  const [top, left] = [Math.min(...places.map(({ row }) => row)), Math.min(...places.map(({ column }) => column))];
  const high = Math.max(...places.map(({ row }) => row)) - top + 1;
  const wide = Math.max(...places.map(({ column }) => column)) - left + 1;
  const used = [...new Set(places.map(({ channel }) => channel))].sort((a, b) => a - b);
  const across = Math.ceil(Math.sqrt(used.length));
  const columns = across * (wide + 1) - 1;
  const rows = Math.ceil(used.length / across) * (high + 1) - 1;
  const cells = new Int32Array(rows * columns).fill(-1);
  places.forEach(({ row, column, channel }, i) => {
    const tile = used.indexOf(channel);
    const y = Math.floor(tile / across) * (high + 1) + row - top;
    cells[y * columns + (tile % across) * (wide + 1) + column - left] = i;
  });
  return { rows, columns, at: (cell) => cells[cell] };
}
