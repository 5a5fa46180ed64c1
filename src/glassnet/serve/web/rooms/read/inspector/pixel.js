/** One pixel of the input: how much ink it has, and the neurons that it moves most. */

import { createElement } from "../../../look/elements.js";
import { SUM_DECIMALS, formatNumber } from "../../../reading/numbers.js";
import { getNeuronName } from "../../../stage/columns.js";
import { getActivations, getDenseWeights } from "../../../stage/lens.js";

const MAX_ROWS = 8;

/**
 * @param {import("../../../stage/lens.js").Values} values @param {number} index
 * @param {(selection: import("../../../studio/rooms.js").Selection) => void} select
 * @returns {{title: string, nodes: Node[]}}
 */
export function describePixel(values, index, select) {
  const [input, first] = values.columns;
  const name = getNeuronName(input, index, values.model);
  const value = getActivations(values, input)?.[index];
  const title = name[0].toUpperCase() + name.slice(1);
  if (value === undefined) return { title, nodes: [createElement("p", { className: "lead" }, "No ink yet.")] };
  const lead = createElement("p", { className: "lead" }, `${Math.round(255 * value)} of 255: ${value === 0 ? "paper. It changes no sum" : value === 1 ? "full ink" : "partly ink"}.`);
  const weights = getDenseWeights(values, first);
  if (!weights) return { title, nodes: [lead, createElement("p", { className: "note" }, "The first layer reads it together with its neighbors: select a cell of a map to see such a patch.")] };
  return { title, nodes: [lead, createTable(values, weights, index, value, select)] };
}

/** @param {import("../../../stage/lens.js").Values} values @param {{data: ArrayLike<number>, shape: number[]}} weights @param {number} index @param {number} value @param {(selection: import("../../../studio/rooms.js").Selection) => void} select */
function createTable(values, { data, shape: [, count] }, index, value, select) {
  const order = Array.from({ length: count }, (_, to) => to)
    .sort((a, b) => Math.abs(data[index * count + b]) - Math.abs(data[index * count + a])).slice(0, MAX_ROWS);
  const rows = order.map((to) => {
    const weight = data[index * count + to];
    const link = createElement("button", { type: "button", className: "plain", onclick: () => select({ kind: "neuron", column: 1, index: to }) }, `Neuron ${to + 1}`);
    return createElement("tr", {}, createElement("td", {}, link), createElement("td", {}, formatNumber(weight, SUM_DECIMALS)),
      createElement("td", { className: weight < 0 ? "minus" : "plus" }, formatNumber(weight * value, SUM_DECIMALS)));
  });
  const head = ["Its largest weights", "Weight", "× ink"].map((text) => createElement("th", {}, text));
  return createElement("table", { className: "numbers" }, createElement("thead", {}, createElement("tr", {}, ...head)), createElement("tbody", {}, ...rows));
}
