/** Every term of a neuron's sum. The shown values add up to the last decimal: one row is what rounding lost. */

import { createElement } from "../look/elements.js";
import { SUM_DECIMALS, formatNumber, roundTo } from "../reading/numbers.js";
import { getNeuronName } from "../network/columns.js";

/**
 * @typedef {import("./formulas.js").Scene} Scene
 * @typedef {import("../network/terms.js").Term} Term
 */

const MAX_TERMS = 8;
/** Factors have more decimals than terms, so that their product gives the term. */
const FACTOR_DECIMALS = SUM_DECIMALS + 2;

/** @param {Scene} scene @param {boolean} all @param {(all: boolean) => void} showAll */
export function createTermsTable(scene, all, showAll) {
  const { terms, kind } = scene.sum;
  const nonzero = terms.filter((term) => term.product !== 0);
  const sorted = nonzero.toSorted((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const shown = all ? nonzero : sorted.slice(0, MAX_TERMS);
  const rest = nonzero.length - shown.length;
  const table = createElement("table", {}, createElement("thead", {}, createRow("th", ["From", "Input", "× Weight", "= Term"])),
    createElement("tbody", {}, ...shown.map((term) => createTermRow(scene, term))),
    kind === "weighted" ? createFooter(scene, shown, rest) : createElement("tfoot"));
  return createElement("div", {},
    createElement("div", { className: "terms-scroll", tabIndex: 0, role: "region", "aria-label": "The terms of the sum" }, table),
    createButtons(scene, nonzero.length, all, showAll));
}

/** @param {Scene} scene @param {number} count @param {boolean} all @param {(all: boolean) => void} showAll */
function createButtons(scene, count, all, showAll) {
  const toggle = createElement("button", { type: "button", className: "quiet small", onclick: () => showAll(!all) },
    all ? "Only the largest terms" : `All ${count} terms that are not zero`);
  const copy = createElement("button", { type: "button", className: "quiet small" }, "Copy as CSV");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(formatCsv(scene)).then(() => { copy.textContent = "Copied"; }, () => { copy.textContent = "Copying is not allowed here"; });
  });
  return createElement("p", { className: "terms-tools" }, ...(count > MAX_TERMS ? [toggle] : []), copy);
}

/** @param {Scene} scene @param {Term} term */
function createTermRow(scene, term) {
  const cells = [describeSource(scene, term), formatNumber(term.input, FACTOR_DECIMALS), formatNumber(term.weight, FACTOR_DECIMALS), formatTerm(term.product)];
  const line = createRow("td", cells);
  line.lastElementChild?.classList.add(term.product < 0 ? "minus" : "plus");
  return line;
}

/** @param {Scene} scene @param {Term[]} shown @param {number} rest */
function createFooter({ sum }, shown, rest) {
  const products = shown.map((term) => term.product);
  const smaller = sum.terms.reduce((left, term) => left + term.product, 0) - addUp(products);
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

/** The input of a term. @param {Scene} scene @param {Term} term */
function describeSource({ state, column }, term) {
  if (term.from < 0) return "outside the image";
  const before = state.columns[column.number - 1];
  const name = getNeuronName(before, term.from, state.model).replace(/^(pixel in|layer \d+,) /, "");
  return name.replace(/^./, (first) => first.toUpperCase());
}

/** All terms in full precision. @param {Scene} scene */
function formatCsv(scene) {
  const lines = scene.sum.terms.map((term) => [term.from + 1, term.input, term.weight, term.product].join(","));
  return ["input number,input,weight,term", ...lines, `bias,,,${scene.sum.bias}`, `sum,,,${scene.sum.sum}`, ""].join("\n");
}
