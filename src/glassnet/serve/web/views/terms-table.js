/** Every term of a neuron's sum. What is shown adds up by hand to the last decimal: a row says what rounding took. */

import { made } from "../look/elements.js";
import { SUM_DECIMALS, fixed, rounded } from "../reading/numbers.js";
import { neuronName } from "../network/anatomy.js";

/**
 * @typedef {import("./formulas.js").Scene} Scene
 * @typedef {import("../network/terms.js").Term} Term
 */

const FEW = 8;
/** Factors have more decimals than the terms, so that the one can be had from the other. */
const FACTOR_DECIMALS = SUM_DECIMALS + 2;

/** @param {Scene} scene @param {boolean} all @param {(all: boolean) => void} wish */
export function termsTable(scene, all, wish) {
  const { terms, kind } = scene.sum;
  const telling = terms.filter((term) => term.product !== 0);
  const sorted = telling.toSorted((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const shown = all ? telling : sorted.slice(0, FEW);
  const rest = telling.length - shown.length;
  const table = made("table", {}, made("thead", {}, rowOf("th", ["From", "Input", "× Weight", "= Term"])),
    made("tbody", {}, ...shown.map((term) => row(scene, term))),
    kind === "weighted" ? footer(scene, shown, rest) : made("tfoot"));
  return made("div", {},
    made("div", { className: "terms-scroll", tabIndex: 0, role: "region", "aria-label": "The terms of the sum" }, table),
    tools(scene, telling.length, all, wish));
}

/** @param {Scene} scene @param {number} count @param {boolean} all @param {(all: boolean) => void} wish */
function tools(scene, count, all, wish) {
  const toggle = made("button", { type: "button", className: "quiet small", onclick: () => wish(!all) },
    all ? "Only the largest terms" : `All ${count} terms that are not zero`);
  const copy = made("button", { type: "button", className: "quiet small" }, "Copy as CSV");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(csv(scene)).then(() => { copy.textContent = "Copied"; }, () => { copy.textContent = "Copying is not allowed here"; });
  });
  return made("p", { className: "terms-tools" }, ...(count > FEW ? [toggle] : []), copy);
}

/** @param {Scene} scene @param {Term} term */
function row(scene, term) {
  const cells = [source(scene, term), fixed(term.input, FACTOR_DECIMALS), fixed(term.weight, FACTOR_DECIMALS), shownTerm(term.product)];
  const line = rowOf("td", cells);
  line.lastElementChild?.classList.add(term.product < 0 ? "minus" : "plus");
  return line;
}

/** @param {Scene} scene @param {Term[]} shown @param {number} rest */
function footer({ sum }, shown, rest) {
  const products = shown.map((term) => term.product);
  const smaller = sum.terms.reduce((left, term) => left + term.product, 0) - total(products);
  const listed = [...products, ...(rest ? [smaller] : []), sum.bias];
  const lost = asShown(asShown(sum.sum) - total(listed.map(asShown)));
  const lines = [
    ...(rest ? [[`${rest} smaller terms`, smaller]] : []),
    ["Bias", sum.bias],
    ...(lost ? [["Lost by rounding", lost]] : []),
    ["Sum z", sum.sum],
  ];
  return made("tfoot", {}, ...lines.map(([name, value]) => rowOf("td", [String(name), "", "", shownTerm(Number(value))])));
}

/** @param {number} value */
const asShown = (value) => rounded(value, SUM_DECIMALS);
/** @param {number} value */
const shownTerm = (value) => fixed(value, SUM_DECIMALS);

/** @param {number[]} numbers */
function total(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** @param {"td" | "th"} tag @param {string[]} cells */
function rowOf(tag, cells) {
  return made("tr", {}, ...cells.map((cell) => made(tag, {}, cell)));
}

/** Where a term comes from. @param {Scene} scene @param {Term} term */
function source({ state, column }, term) {
  if (term.from < 0) return "outside the image";
  const before = state.columns[column.number - 1];
  const name = neuronName(before, term.from, state.model).replace(/^(pixel in|layer \d+,) /, "");
  return name.replace(/^./, (first) => first.toUpperCase());
}

/** All terms in full precision. @param {Scene} scene */
function csv(scene) {
  const lines = scene.sum.terms.map((term) => [term.from + 1, term.input, term.weight, term.product].join(","));
  return ["input number,input,weight,term", ...lines, `bias,,,${scene.sum.bias}`, `sum,,,${scene.sum.sum}`, ""].join("\n");
}
