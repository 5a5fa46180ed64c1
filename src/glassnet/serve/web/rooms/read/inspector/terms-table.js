/** Every term of a neuron's sum. The shown values add up to the last decimal: one row is what rounding lost. */

import { createElement } from "../../../look/elements.js";
import { SUM_DECIMALS, formatNumber, roundTo } from "../../../reading/numbers.js";
import { writeExplainCommand } from "../program.js";
import { describePlace, describePlaces } from "./places.js";

/** @typedef {import("./neuron.js").Scene} Scene */

const MAX_TERMS = 8;
/** Factors have more decimals than terms, so that their product gives the term. */
const FACTOR_DECIMALS = SUM_DECIMALS + 2;

/** @param {Scene} scene @param {import("./neuron.js").Terms} terms */
export function createTermsTable(scene, { all, showAll, strokes }) {
  const { table, count } = scene.sum.isMaximum ? createWindowTable(scene) : createSumTable(scene, all);
  return createElement("div", {},
    createElement("div", { className: "terms-scroll", tabIndex: 0, role: "region", "aria-label": "The terms of the sum" }, table),
    createButtons(scene, count, { all, showAll, strokes }));
}

/** @param {Scene} scene @param {boolean} all */
function createSumTable(scene, all) {
  const { terms } = scene.sum;
  const nonzero = terms.map((_, i) => i).filter((i) => terms[i] !== 0);
  const sorted = nonzero.toSorted((a, b) => Math.abs(terms[b]) - Math.abs(terms[a]));
  const shown = all ? nonzero : sorted.slice(0, MAX_TERMS);
  const table = createElement("table", {}, createElement("thead", {}, createRow("th", [describePlaces(scene.before), "Input", "× Weight", "= Term"])),
    createElement("tbody", {}, ...shown.map((i) => createTermRow(scene, i))), createFooter(scene, shown, nonzero.length - shown.length));
  return { table, count: nonzero.length };
}

/** The window of a pooling neuron: the largest value first. @param {Scene} scene */
function createWindowTable(scene) {
  const { inputs } = scene.sum;
  const sorted = inputs.map((_, i) => i).toSorted((a, b) => inputs[b] - inputs[a]);
  const rows = sorted.map((i, place) => createRow("td", [describePlace(scene, i), formatNumber(inputs[i], SUM_DECIMALS), place ? "" : "this one goes on"]));
  const table = createElement("table", { className: "window" }, createElement("thead", {}, createRow("th", [describePlaces(scene.before), "Value", ""])), createElement("tbody", {}, ...rows));
  return { table, count: 0 };
}

/** @param {Scene} scene @param {number} count @param {import("./neuron.js").Terms} terms */
function createButtons(scene, count, { all, showAll, strokes }) {
  const toggle = createElement("button", { type: "button", className: "quiet small", onclick: () => showAll(!all) },
    all ? "Only the largest terms" : `All ${count} terms that are not zero`);
  const copies = [createCopyButton("Copy as CSV", () => formatCsv(scene))];
  if (strokes) copies.push(createCopyButton("Copy as command", () => writeExplainCommand(strokes, scene.values.model.name, scene.column, scene.index)));
  return createElement("p", { className: "terms-tools" }, ...(count > MAX_TERMS ? [toggle] : []), ...copies);
}

/** @param {string} name @param {() => string} write */
function createCopyButton(name, write) {
  const button = createElement("button", { type: "button", className: "quiet small" }, name);
  button.addEventListener("click", async () => {
    const isCopied = await navigator.clipboard?.writeText(write()).then(() => true, () => false);
    button.textContent = isCopied ? "Copied" : "Copying is not allowed here";
  });
  return button;
}

/** @param {Scene} scene @param {number} i */
function createTermRow(scene, i) {
  const { inputs, weights, terms } = scene.sum;
  const row = createRow("td", [describePlace(scene, i), formatNumber(inputs[i], FACTOR_DECIMALS), formatNumber(weights[i], FACTOR_DECIMALS), formatTerm(terms[i])]);
  row.lastElementChild?.classList.add(terms[i] < 0 ? "minus" : "plus");
  return row;
}

/** @param {Scene} scene @param {number[]} shown @param {number} rest */
function createFooter({ sum }, shown, rest) {
  const products = shown.map((i) => sum.terms[i]);
  const smaller = addUp(sum.terms) - addUp(products);
  const listed = [...products, ...(rest ? [smaller] : []), sum.bias];
  const lost = roundShown(roundShown(sum.sum) - addUp(listed.map(roundShown)));
  const lines = [
    ...(rest ? [[rest === 1 ? "1 smaller term" : `${rest} smaller terms`, smaller]] : []),
    ["Bias", sum.bias],
    ...(lost ? [["Rounding", lost]] : []),
    ["Sum z", sum.sum],
  ];
  return createElement("tfoot", {}, ...lines.map(([name, value]) => createRow("td", [String(name), "", "", formatTerm(Number(value))])));
}

/** @param {number} value */
const roundShown = (value) => roundTo(value, SUM_DECIMALS);
/** @param {number} value */
const formatTerm = (value) => formatNumber(value, SUM_DECIMALS);

/** @param {number[]} numbers */
function addUp(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** @param {"td" | "th"} tag @param {string[]} cells */
function createRow(tag, cells) {
  return createElement("tr", {}, ...cells.map((cell) => createElement(tag, {}, cell)));
}

/** All terms in full precision. @param {Scene} scene */
function formatCsv({ sum }) {
  const lines = sum.from.map((from, i) => [from + 1, sum.inputs[i], sum.weights[i], sum.terms[i]].join(","));
  return ["input number,input,weight,term", ...lines, `bias,,,${sum.bias}`, `sum,,,${sum.sum}`, ""].join("\n");
}
