/** What a column does, in one sentence. */

import { countElements } from "../reading/numbers.js";
import { describeSize, getLayerName } from "./columns.js";

/**
 * @typedef {import("./columns.js").Column} Column
 */

const TITLE_HEIGHT = 34;
const ACTIVATIONS = /** @type {Record<string, string>} */ ({
  ReLU: "passes it on if it is above zero, else zero",
  sigmoid: "passes it on squeezed between 0 and 1",
  tanh: "passes it on squeezed between −1 and 1",
  softmax: "passes on its share of all outputs",
});

/** @param {Column} column @param {Column} before the column that it reads */
export function explainColumn(column, before) {
  const count = countElements(before.shape);
  const then = column.activations.map((name) => ACTIVATIONS[name] ?? `applies ${name}`).join(", then ");
  const end = then ? `, and ${then}` : "";
  switch (column.kind) {
    case "dense": return `It adds up ${count} ${before.number ? "activations" : "pixels"}, each times a weight, and a bias${end}.`;
    case "conv2d": return `It adds up a small patch of every map before it, each value times a weight that all places of this map share${end}.`;
    case "max_pool2d": return `It takes the largest value of a small window${end}.`;
    default: return `It takes the mean of what it reads${end}.`;
  }
}

/** What the column under a title does; "" where the pointer is not at a title. @param {import("./blocks.js").Block[]} blocks @param {[number, number]} at */
export function explainTitle(blocks, [x, y]) {
  const block = blocks.find(({ left, width, top }) => y > 0 && y < Math.min(top, TITLE_HEIGHT) && x > left - 12 && x < left + width + 12);
  if (!block) return "";
  const { column } = block;
  const size = `${column.number ? capitalize(getLayerName(column)) : "Input"}: ${describeSize(column)}.`;
  return column.number ? `${size} ${explainColumn(column, blocks[column.number - 1].column)}` : `${size} Gray levels, 0 for paper, 1 for full ink.`;
}

/** What is seen when the timeline stands here. @param {Column[]} columns @param {number} position */
export function explainPosition(columns, position) {
  const column = columns[position];
  if (!column || !position) return "Input: 28 × 28 gray levels, 0 for paper, 1 for full ink";
  const before = columns[position - 1];
  const place = capitalize(getLayerName(column).replace(/\d+/, `$& of ${columns[columns.length - 1].layer}`));
  const count = countElements(column.shape);
  switch (column.kind) {
    case "dense": return `${place}: each of ${count} ${column.isOutput ? "outputs" : "neurons"} adds up ${countElements(before.shape)} ${before.number ? "activations" : "pixels"} × weights${column.isOutput ? ": the largest one is the answer" : ""}`;
    case "conv2d": return `${place}: ${column.shape[2]} small patterns are looked for at every place, one map for each`;
    case "max_pool2d": return `${place}: of every small window the largest value goes on`;
    default: return `${place}: of every small window the mean goes on`;
  }
}

/** @param {string} text */
function capitalize(text) {
  return text[0].toUpperCase() + text.slice(1);
}
