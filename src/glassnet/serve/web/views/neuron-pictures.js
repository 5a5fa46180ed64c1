/** A neuron's weights, what it read, and the one times the other, each as a picture. */

import { made } from "../look/elements.js";
import { mixed, paintPixels, palette, signed } from "../look/colours.js";
import { fixed, largest } from "../reading/numbers.js";

/** @typedef {import("./formulas.js").Scene} Scene */

/** @param {Scene} scene */
export function pictures(scene) {
  const { terms, kind, shape } = scene.sum;
  const read = { values: terms.map((term) => term.input), caption: "What it read" };
  const all = kind === "weighted"
    ? [{ values: terms.map((term) => term.weight), caption: "Its weights" }, read, { values: terms.map((term) => term.product), caption: "Weight × input" }]
    : [read];
  return made("div", { className: "neuron-pictures" }, ...all.map(({ values, caption }) => picture(values, caption, shape)));
}

/** @param {number[]} values @param {string} caption @param {number[]} shape */
function picture(values, caption, shape) {
  const canvas = made("canvas", { role: "img", "aria-label": caption });
  const { rows, columns, at } = arranged(values.length, shape);
  const colours = palette();
  const top = largest(values);
  const grey = values.every((value) => value >= 0 && value <= 1);
  paintPixels(canvas, rows, columns, (i) => {
    const from = at(i);
    if (from < 0) return colours.surface;
    return grey ? mixed(colours.raised, colours.ink, values[from]) : signed(colours, values[from] / top, colours.raised);
  });
  return made("figure", {}, canvas, made("figcaption", {}, `${caption}, up to ±${fixed(top, 2)}`));
}

/** How many numbers lie as a picture: an image's as the image, a kernel's channels side by side, others as a block. @param {number} count @param {number[]} shape */
function arranged(count, shape) {
  if (shape.length === 3 && shape[2] > 1) return channels(shape);
  const columns = shape.length === 3 ? shape[1] : Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  return { rows, columns, at: (/** @type {number} */ i) => (i < count ? i : -1) };
}

/** @param {number[]} shape */
function channels([height, width, depth]) {
  const across = Math.ceil(Math.sqrt(depth));
  const columns = across * (width + 1) - 1;
  const rows = Math.ceil(depth / across) * (height + 1) - 1;
  /** @param {number} i */
  function at(i) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const channel = Math.floor(row / (height + 1)) * across + Math.floor(column / (width + 1));
    const [y, x] = [row % (height + 1), column % (width + 1)];
    return y === height || x === width || channel >= depth ? -1 : (y * width + x) * depth + channel;
  }
  return { rows, columns, at };
}
