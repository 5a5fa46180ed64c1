/** The map that a neuron is one cell of. Moving over it slides the kernel: each cell is the same sum at another place. */

import { createElement } from "../../../look/elements.js";
import { getActivations } from "../../../stage/lens.js";
import { createPicture } from "./pictures.js";

/** The way through all cells of a map takes so many milliseconds for each. */
export const SLIDE = 110;

/**
 * @typedef {object} Sliding
 * @property {(index: number) => void} choose   another neuron of the column
 * @property {boolean} isSliding
 * @property {() => void} toggle   begin, or stop, going through all cells
 */

/** @param {import("./neuron.js").Scene} scene @param {Sliding} sliding @returns {Node[]} */
export function createMapPicture({ values, column, index }, { choose, isSliding, toggle }) {
  if (column.shape.length !== 3) return [];
  const [rows, columns, channels] = column.shape;
  const map = index % channels;
  const all = getActivations(values, column) ?? [];
  const numbers = Array.from({ length: rows * columns }, (_, cell) => all[cell * channels + map]);
  const figure = createPicture(numbers, `Map ${map + 1}`, { rows, columns, at: (cell) => cell });
  const frame = createElement("div", { className: "map-frame" }, /** @type {Element} */ (figure.firstElementChild), createMark(Math.floor(index / channels), rows, columns));
  figure.prepend(frame);
  frame.addEventListener("pointermove", (event) => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    const at = (/** @type {number} */ share, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    const cell = at((event.clientY - top) / height, rows) * columns + at((event.clientX - left) / width, columns);
    const next = cell * channels + map;
    if (next !== index) choose(next);
  });
  const button = createElement("button", { type: "button", className: "quiet small outlined", id: "slide", onclick: toggle }, isSliding ? "Stop" : column.kind === "conv2d" ? "Slide the kernel" : "Slide the window");
  const words = createElement("p", { className: "note" }, "Each cell is the same sum at another place. Move over the map, or let it go by itself:");
  return [createElement("div", { className: "pictures map" }, figure, createElement("div", {}, words, button))];
}

/** A frame around a cell. @param {number} cell @param {number} rows @param {number} columns */
function createMark(cell, rows, columns) {
  const mark = createElement("i", { className: "map-mark", "aria-hidden": "true" });
  Object.assign(mark.style, {
    left: `${(100 * (cell % columns)) / columns}%`, top: `${(100 * Math.floor(cell / columns)) / rows}%`,
    width: `${100 / columns}%`, height: `${100 / rows}%`,
  });
  return mark;
}
