/** One line of the picture: one weight, and what it does to the sum that it leads to. */

import { createElement } from "../../../look/elements.js";
import { SUM_DECIMALS, formatNumber } from "../../../reading/numbers.js";
import { getNeuronName } from "../../../stage/columns.js";
import { getActivations, getDenseWeights, getLayerInputs } from "../../../stage/lens.js";
import { createFormula, createSymbol, mi, mn, mo, msub } from "./mathml.js";

/**
 * @param {import("../../../stage/lens.js").Values} values
 * @param {Extract<import("../../../studio/rooms.js").Selection, {kind: "weight"}>} selection
 * @param {(selection: import("../../../studio/rooms.js").Selection) => void} select
 * @returns {{title: string, nodes: Node[]}}
 */
export function describeWeight(values, { column: number, from, to }, select) {
  const [before, column] = [values.columns[number - 1], values.columns[number]];
  const weights = getDenseWeights(values, column);
  const weight = weights?.data[from * weights.shape[1] + to] ?? 0;
  const input = getLayerInputs(values, column)?.[from];
  const names = [getNeuronName(before, from, values.model), getNeuronName(column, to, values.model)];
  const link = (/** @type {number} */ place, /** @type {number} */ index, /** @type {string} */ name) =>
    createElement("button", { type: "button", className: "plain", onclick: () => select({ kind: "neuron", column: place, index }) }, name);
  const sentence = createElement("p", { className: "lead" }, "From ", link(number - 1, from, names[0]), " to ", link(number, to, names[1]), ". ", explain(weight, input));
  return { title: "One weight", nodes: [sentence, ...describeTerm(values, column, { weight, input, from, to })] };
}

/** @param {number} weight @param {number | undefined} input */
function explain(weight, input) {
  const sign = weight < 0 ? "Negative: what comes in lowers the sum." : "Positive: what comes in raises the sum.";
  return input === 0 ? `${sign} But nothing comes in: the activation is 0.` : sign;
}

/** @param {import("../../../stage/lens.js").Values} values @param {import("../../../stage/columns.js").Column} column @param {{weight: number, input: number | undefined, from: number, to: number}} term @returns {Node[]} */
function describeTerm(values, column, { weight, input, from, to }) {
  const rows = [["Weight", formatNumber(weight, SUM_DECIMALS + 2)]];
  if (input !== undefined) {
    const activation = getActivations(values, column)?.[to] ?? 0;
    rows.push(["× activation before it", formatNumber(input, SUM_DECIMALS + 2)], ["= its term of the sum", formatNumber(weight * input, SUM_DECIMALS)]);
    rows.push(["Activation after it", formatNumber(activation, SUM_DECIMALS)]);
  }
  const table = createElement("table", { className: "numbers weight-table" }, createElement("tbody", {},
    ...rows.map(([name, value]) => createElement("tr", {}, createElement("th", { scope: "row" }, name), createElement("td", {}, value)))));
  const source = column.number > 1 ? createSymbol("a", [String(from + 1)], values.columns[column.number - 1].layer) : msub(mi("x"), mn(String(from + 1)));
  const formula = createFormula(createSymbol("w", [String(to + 1), String(from + 1)], column.layer), source,
    ...(input === undefined ? [] : [mo("="), mn(formatNumber(weight * input, SUM_DECIMALS))]));
  return [table, createElement("div", { className: "formulas formula" }, formula)];
}
