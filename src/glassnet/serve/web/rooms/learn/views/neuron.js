/** The inspector: the neuron or weight that is selected, at the moment that is shown. */

import { createSignedTable, readPalette } from "../../../look/colors.js";
import { createElement } from "../../../look/elements.js";
import { createColumns } from "../../../stage/columns.js";
import { formatNumber } from "../numbers.js";

/**
 * @param {import("../../../studio/inspector.js").Inspector} inspector @param {import("../../../studio/rooms.js").Selection | null} selection
 * @param {import("../../../models/page-model.js").PageModel} model @param {import("../../../nn/parameters.js").Parameters} parameters @param {any} pass
 */
export function showNeuron(inspector, selection, model, parameters, pass) {
  if (!selection || selection.column === 0) return inspector.clear();
  const name = createColumns(model)[selection.column]?.name ?? "";
  if (!name || !model.network.layerNames.includes(name)) return inspector.clear();
  const weights = parameters.get(`${name}.weights`);
  const bias = parameters.get(`${name}.bias`);
  if (weights.shape.length !== 2) return inspector.clear();
  if (selection.kind === "weight") {
    const value = weights.data[selection.from * weights.shape[1] + selection.to];
    return inspector.show(`Layer ${name}: one weight`, [createElement("p", {}, `From ${selection.from + 1} to neuron ${selection.to + 1}: ${formatNumber(value)}`)], { closable: true });
  }
  const [count, units] = weights.shape;
  const own = Array.from({ length: count }, (_, i) => weights.data[i * units + selection.index]);
  const nodes = [createElement("p", { className: "note" }, `Bias ${formatNumber(bias.data[selection.index])}; weights from ${formatNumber(Math.min(...own))} to ${formatNumber(Math.max(...own))}.`)];
  const layer = model.network.layerNames.indexOf(name);
  const output = pass?.layers[layer]?.outputs.data[selection.index];
  if (output !== undefined) nodes.push(createElement("p", { className: "numbers" }, `For your digit it outputs ${formatNumber(output)}.`));
  nodes.unshift(/** @type {any} */ (paint(own)));
  inspector.show(`Layer ${name}, neuron ${selection.index + 1}`, nodes, { closable: true });
}

/** Weights as an image where they are those of pixels, else as a row. @param {number[]} own */
function paint(own) {
  const side = Math.sqrt(own.length);
  const isImage = Number.isInteger(side) && own.length >= 400;
  const canvas = createElement("canvas", { width: isImage ? side : own.length, height: isImage ? side : 1, className: isImage ? "learn-neuron" : "learn-neuron row", role: "img", "aria-label": "Its weights: orange above 0, blue below" });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, canvas.height);
  const table = createSignedTable(readPalette());
  const middle = (table.length - 1) / 2;
  const largest = Math.max(...own.map(Math.abs)) || 1;
  new Uint32Array(image.data.buffer).set(own.map((weight) => table[middle + Math.round((middle * weight) / largest)]));
  context.putImageData(image, 0, 0);
  return canvas;
}
