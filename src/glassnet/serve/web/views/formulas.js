/** A neuron's sum as formulas: in letters, in numbers, through its activation, and for an output its probability. */

import { made } from "../look/elements.js";
import { SUM_DECIMALS, fixed, rounded } from "../reading/numbers.js";
import { activationName } from "../network/anatomy.js";
import { activations } from "../network/state.js";
import { bracketed, formula, fraction, letter, number, power, row, sign, sumOver, symbol, word } from "./mathml.js";

/**
 * @typedef {object} Scene
 * @property {import("../network/state.js").Live} state
 * @property {import("../network/anatomy.js").Column} column
 * @property {number} index
 * @property {import("../network/terms.js").Sum} sum
 * @property {number} value   what the network handed on
 */

/** @param {Scene} scene */
export function formulas(scene) {
  const lines = scene.sum.kind === "weighted" ? [inLetters(scene), inNumbers(scene), activated(scene)] : [pooled(scene)];
  if (scene.column.isOutput && scene.state.model.probabilities === "softmax") lines.push(probability(scene));
  return made("div", { className: "formula", tabIndex: 0, role: "group", "aria-label": "The sum as formulas" }, ...lines);
}

/** @param {Scene} scene */
function inLetters({ column, index, sum }) {
  const [layer, neuron] = [Number(column.layer?.name), String(index + 1)];
  if (sum.shape.length === 3) return convolved(layer, column, index, sum.terms.length);
  const from = layer > 1 ? symbol("a", ["i"], layer - 1) : symbol("x", ["i"], 0);
  return formula(symbol("z", [neuron], layer), sign("="),
    sumOver(row(letter("i"), sign("="), number("1")), number(String(sum.terms.length))),
    symbol("w", [neuron, "i"], layer), layer > 1 ? from : letterWith("x", "i"), sign("+"), symbol("b", [neuron], layer));
}

/** @param {number} layer @param {Scene["column"]} column @param {number} index @param {number} count */
function convolved(layer, column, index, count) {
  const filter = String((index % (column.layer?.output_shape[2] ?? 1)) + 1);
  return formula(letter("z"), sign("="), sumOver(row(letter("k"), sign("="), number("1")), number(String(count))),
    symbol("w", [filter, "k"], layer), letterWith("p", "k"), sign("+"), symbol("b", [filter], layer));
}

/** @param {string} base @param {string} index */
function letterWith(base, index) {
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", "msub");
  element.append(letter(base), letter(index));
  return element;
}

/** As rounded in the table, so that both sides are equal in every digit shown. @param {Scene} scene */
function inNumbers({ sum }) {
  const [all, own] = [sum.sum, sum.bias].map((value) => rounded(value, SUM_DECIMALS));
  const bias = exact(own);
  return formula(sign("="), exact(all - own), sign("+"), own < 0 ? bracketed(bias) : bias, sign("="), exact(all));
}

/** @param {Scene} scene */
function activated(scene) {
  const { column, sum } = scene;
  const name = activationName(column.layer?.settings.activation);
  const squeezed = name === "identity" ? [letter("z")] : [word(name), bracketed(exact(sum.sum))];
  return formula(letter("a"), sign("="), ...squeezed, sign("="), exact(ownValue(scene)), ...later(scene));
}

/** @param {number} value */
const exact = (value) => number(fixed(value, SUM_DECIMALS));

/** @param {Scene} scene */
function pooled(scene) {
  const { terms, kind } = scene.sum;
  const shown = terms.slice(0, 9).flatMap((term, i) => [...(i ? [sign(",")] : []), number(fixed(term.input))]);
  const more = terms.length > 9 ? [sign(","), sign("…")] : [];
  return formula(letter("a"), sign("="), word(kind === "largest" ? "max" : "mean"), bracketed(row(...shown, ...more)),
    sign("="), number(fixed(ownValue(scene))), ...later(scene));
}

/** What the column's own layer handed on, before others of its column. @param {Scene} scene */
function ownValue({ state, column, index, value }) {
  return state.answer?.layers[column.layer?.index ?? 0]?.values[index] ?? value;
}

/** What the others of its column made of it. @param {Scene} scene */
function later(scene) {
  const { state, column, value } = scene;
  const others = state.model.layers.slice((column.layer?.index ?? 0) + 1, column.last + 1);
  const squeeze = others.find((layer) => layer.kind === "activate" || layer.kind === "layer_norm");
  if (!squeeze) return [];
  const name = squeeze.kind === "activate" ? activationName(squeeze.settings.activation) : "layer norm";
  return [sign(","), word(` then ${name}`), bracketed(number(fixed(ownValue(scene)))), sign("="), number(fixed(value))];
}

/** An output's probability: of a class among the classes, of "no digit" among all outputs. @param {Scene} scene */
function probability({ state, column, index }) {
  const { classes, temperature } = state.model;
  const ofClass = index < classes.length;
  const logits = Array.from(activations(state, column) ?? []).slice(0, ofClass ? classes.length : undefined);
  const divisor = ofClass ? temperature : 1;
  const top = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp((logit - top) / divisor));
  const all = shares.reduce((total, share) => total + share, 0);
  const over = (/** @type {Element} */ exponent) => (divisor === 1 ? exponent : row(exponent, sign("/"), letter("T")));
  const scaled = divisor === 1 ? [] : [sign(","), word(" T ="), number(fixed(divisor, 3))];
  const each = sumOver(row(letter("k"), sign("="), number("1")), number(String(logits.length)));
  return formula(letter("p"), sign("="),
    fraction(power(letter("e"), over(letterWith("z", String(index + 1)))), row(each, power(letter("e"), over(letterWith("z", "k"))))),
    sign("="), number(fixed(shares[index] / all)), ...scaled);
}
