/** A neuron's weights, its input, and their products, each as an image. */

import { createElement } from "../look/elements.js";
import { mixColors, paintPixels, readPalette, getSignedColor } from "../look/colors.js";
import { formatNumber, findLargest } from "../reading/numbers.js";

/** @typedef {import("./formulas.js").Scene} Scene */

/** @param {Scene} scene */
export function createNeuronImages(scene) {
  const { terms, kind, shape } = scene.sum;
  const input = { values: terms.map((term) => term.input), caption: "Its input" };
  const all = kind === "weighted"
    ? [{ values: terms.map((term) => term.weight), caption: "Its weights" }, input, { values: terms.map((term) => term.product), caption: "Weight × input" }]
    : [input];
  return createElement("div", { className: "neuron-pictures" }, ...all.map(({ values, caption }) => createImage(values, caption, shape)));
}

/** @param {number[]} values @param {string} caption @param {number[]} shape */
function createImage(values, caption, shape) {
  const canvas = createElement("canvas", { role: "img", "aria-label": caption });
  const { rows, columns, at } = arrange(values.length, shape);
  const colors = readPalette();
  const top = findLargest(values);
  const gray = values.every((value) => value >= 0 && value <= 1);
  paintPixels(canvas, rows, columns, (i) => {
    const from = at(i);
    if (from < 0) return colors.surface;
    return gray ? mixColors(colors.raised, colors.ink, values[from]) : getSignedColor(colors, values[from] / top, colors.raised);
  });
  return createElement("figure", {}, canvas, createElement("figcaption", {}, `${caption}, up to ±${formatNumber(top, 2)}`));
}

/** Rows and columns of the values: an image's as the image, a kernel's channels side by side, others as a block. @param {number} count @param {number[]} shape */
function arrange(count, shape) {
  if (shape.length === 3 && shape[2] > 1) return arrangeChannels(shape);
  const columns = shape.length === 3 ? shape[1] : Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  return { rows, columns, at: (/** @type {number} */ i) => (i < count ? i : -1) };
}

/** @param {number[]} shape */
function arrangeChannels([height, width, depth]) {
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
