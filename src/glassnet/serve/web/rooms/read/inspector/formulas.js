/** A neuron's sum as formulas: in symbols, in numbers, its activation, and for an output its probability. */

import { createElement } from "../../../look/elements.js";
import { SUM_DECIMALS, formatNumber, roundTo } from "../../../reading/numbers.js";
import { getActivations } from "../../../stage/lens.js";
import { addBrackets, createFormula, createSumSign, createSymbol, mfrac, mi, mn, mo, mrow, mspace, msub, msup, mtext } from "./mathml.js";

/** @typedef {import("./neuron.js").Scene} Scene */

/** @param {Scene} scene */
export function createFormulas(scene) {
  const lines = scene.sum.isMaximum ? [writeMaximum(scene)] : [writeSymbols(scene), writeNumbers(scene)];
  lines.push(writeActivation(scene));
  if (scene.column.isOutput && scene.values.model.probabilities === "softmax") lines.push(writeProbability(scene));
  return createElement("div", { className: "formula", tabIndex: 0, role: "group", "aria-label": "The sum as formulas" }, ...lines);
}

/** z = sum of w x + b: the same for every layer that adds up. @param {Scene} scene */
function writeSymbols({ column, before, index, sum }) {
  const { layer } = column;
  const neuron = String(index + 1);
  const input = before.number ? createSymbol("a", ["i"], before.layer) : msub(mi("x"), mi("i"));
  const terms = createSumSign(mrow(mi("i"), mo("="), mn("1")), mn(String(sum.from.length)));
  const bias = column.name ? [mo("+"), createSymbol("b", [neuron], layer)] : [];
  return createFormula(createSymbol("z", [neuron], layer), mo("="), terms, createSymbol("w", [neuron, "i"], layer), input, ...bias);
}

/** Rounded as in the table, so that both sides are equal in every digit shown. @param {Scene} scene */
function writeNumbers({ sum }) {
  const [all, own] = [sum.sum, sum.bias].map((value) => roundTo(value, SUM_DECIMALS));
  const bias = writeExact(own);
  return createFormula(mo("="), writeExact(all - own), mo("+"), own < 0 ? addBrackets(bias) : bias, mo("="), writeExact(all));
}

/** @param {Scene} scene */
function writeMaximum({ sum }) {
  const shown = sum.inputs.slice(0, 9).flatMap((value, i) => [...(i ? [mo(",")] : []), mn(formatNumber(value))]);
  const more = sum.inputs.length > 9 ? [mo(","), mo("…")] : [];
  return createFormula(mi("z"), mo("="), mtext("max"), addBrackets(mrow(...shown, ...more)), mo("="), writeExact(sum.sum));
}

/** @param {Scene} scene */
function writeActivation({ column, sum, activation }) {
  const inner = column.activations.reduce((applied, name) => mrow(mtext(name), addBrackets(applied)), writeExact(sum.sum));
  return createFormula(mi("a"), mo("="), ...(column.activations.length ? [inner] : [mi("z")]), mo("="), writeExact(activation));
}

/** @param {number} value */
const writeExact = (value) => mn(formatNumber(value, SUM_DECIMALS));

/** An output's probability: of a class among the classes, of the rejection among all outputs. @param {Scene} scene */
function writeProbability({ values, column, index }) {
  const { classNames, temperature } = values.model;
  const isClass = index < classNames.length;
  const logits = Array.from(getActivations(values, column) ?? []).slice(0, isClass ? classNames.length : undefined);
  const divisor = isClass ? temperature : 1;
  const top = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp((logit - top) / divisor));
  const share = shares[index] / shares.reduce((total, each) => total + each, 0);
  const over = (/** @type {Element} */ exponent) => (divisor === 1 ? exponent : mrow(exponent, mo("/"), mi("T")));
  const scaled = divisor === 1 ? [] : [mo(","), mspace(), mi("T"), mo("="), mn(formatNumber(divisor, 3))];
  const each = createSumSign(mrow(mi("k"), mo("="), mn("1")), mn(String(logits.length)));
  return createFormula(mi("p"), mo("="),
    mfrac(msup(mi("e"), over(msub(mi("z"), mn(String(index + 1))))), mrow(each, msup(mi("e"), over(msub(mi("z"), mi("k")))))),
    mo("="), ...writeShare(share), ...scaled);
}

/** A small share as a power of ten. @param {number} share */
function writeShare(share) {
  if (share >= 0.00005 || share === 0) return [mn(formatNumber(share))];
  const exponent = Math.floor(Math.log10(share));
  return [mn((share / 10 ** exponent).toFixed(1)), mo("·"), msup(mn("10"), mn(`−${-exponent}`))];
}
