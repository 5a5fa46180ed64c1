/** A neuron's sum as formulas: in symbols, in numbers, its activation, and for an output its probability. */

import { createElement } from "../look/elements.js";
import { SUM_DECIMALS, formatNumber, roundTo } from "../reading/numbers.js";
import { getActivationName } from "../network/columns.js";
import { getActivations } from "../network/state.js";
import { addBrackets, createFormula, mfrac, mi, mn, msup, mrow, mo, createSumSign, createSymbol, mtext } from "./mathml.js";

/**
 * @typedef {object} Scene
 * @property {import("../network/state.js").NetworkState} state
 * @property {import("../network/columns.js").Column} column
 * @property {number} index
 * @property {import("../network/terms.js").Sum} sum
 * @property {number} value   the neuron's activation
 */

/** @param {Scene} scene */
export function createFormulas(scene) {
  const lines = scene.sum.kind === "weighted" ? [writeSymbols(scene), writeNumbers(scene), writeActivation(scene)] : [writePooling(scene)];
  if (scene.column.isOutput && scene.state.model.probabilities === "softmax") lines.push(writeProbability(scene));
  return createElement("div", { className: "formula", tabIndex: 0, role: "group", "aria-label": "The sum as formulas" }, ...lines);
}

/** @param {Scene} scene */
function writeSymbols({ column, index, sum }) {
  const [layer, neuron] = [Number(column.layer?.name), String(index + 1)];
  if (sum.shape.length === 3) return writeConvolution(layer, column, index, sum.terms.length);
  const from = layer > 1 ? createSymbol("a", ["i"], layer - 1) : createSymbol("x", ["i"], 0);
  return createFormula(createSymbol("z", [neuron], layer), mo("="),
    createSumSign(mrow(mi("i"), mo("="), mn("1")), mn(String(sum.terms.length))),
    createSymbol("w", [neuron, "i"], layer), layer > 1 ? from : writeIndexed("x", "i"), mo("+"), createSymbol("b", [neuron], layer));
}

/** @param {number} layer @param {Scene["column"]} column @param {number} index @param {number} count */
function writeConvolution(layer, column, index, count) {
  const filter = String((index % (column.layer?.output_shape[2] ?? 1)) + 1);
  return createFormula(mi("z"), mo("="), createSumSign(mrow(mi("k"), mo("="), mn("1")), mn(String(count))),
    createSymbol("w", [filter, "k"], layer), writeIndexed("p", "k"), mo("+"), createSymbol("b", [filter], layer));
}

/** @param {string} base @param {string} index */
function writeIndexed(base, index) {
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", "msub");
  element.append(mi(base), mi(index));
  return element;
}

/** Rounded as in the table, so that both sides are equal in every digit shown. @param {Scene} scene */
function writeNumbers({ sum }) {
  const [all, own] = [sum.sum, sum.bias].map((value) => roundTo(value, SUM_DECIMALS));
  const bias = writeExact(own);
  return createFormula(mo("="), writeExact(all - own), mo("+"), own < 0 ? addBrackets(bias) : bias, mo("="), writeExact(all));
}

/** @param {Scene} scene */
function writeActivation(scene) {
  const { column, sum } = scene;
  const name = getActivationName(column.layer?.settings.activation);
  const applied = name === "identity" ? [mi("z")] : [mtext(name), addBrackets(writeExact(sum.sum))];
  return createFormula(mi("a"), mo("="), ...applied, mo("="), writeExact(getLayerOutput(scene)), ...writeRestOfColumn(scene));
}

/** @param {number} value */
const writeExact = (value) => mn(formatNumber(value, SUM_DECIMALS));

/** @param {Scene} scene */
function writePooling(scene) {
  const { terms, kind } = scene.sum;
  const shown = terms.slice(0, 9).flatMap((term, i) => [...(i ? [mo(",")] : []), mn(formatNumber(term.input))]);
  const more = terms.length > 9 ? [mo(","), mo("…")] : [];
  return createFormula(mi("a"), mo("="), mtext(kind === "maximum" ? "max" : "mean"), addBrackets(mrow(...shown, ...more)),
    mo("="), mn(formatNumber(getLayerOutput(scene))), ...writeRestOfColumn(scene));
}

/** The output of the column's first layer, before the others of its column. @param {Scene} scene */
function getLayerOutput({ state, column, index, value }) {
  return state.prediction?.layers[column.layer?.index ?? 0]?.values[index] ?? value;
}

/** What the other layers of its column make of it. @param {Scene} scene */
function writeRestOfColumn(scene) {
  const { state, column, value } = scene;
  const others = state.model.layers.slice((column.layer?.index ?? 0) + 1, column.last + 1);
  const next = others.find((layer) => layer.kind === "activate" || layer.kind === "layer_norm");
  if (!next) return [];
  const name = next.kind === "activate" ? getActivationName(next.settings.activation) : "layer norm";
  return [mo(","), mtext(` then ${name}`), addBrackets(mn(formatNumber(getLayerOutput(scene)))), mo("="), mn(formatNumber(value))];
}

/** An output's probability: of a class among the classes, of the rejection among all outputs. @param {Scene} scene */
function writeProbability({ state, column, index }) {
  const { classes, temperature } = state.model;
  const ofClass = index < classes.length;
  const logits = Array.from(getActivations(state, column) ?? []).slice(0, ofClass ? classes.length : undefined);
  const divisor = ofClass ? temperature : 1;
  const top = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp((logit - top) / divisor));
  const all = shares.reduce((total, share) => total + share, 0);
  const over = (/** @type {Element} */ exponent) => (divisor === 1 ? exponent : mrow(exponent, mo("/"), mi("T")));
  const scaled = divisor === 1 ? [] : [mo(","), mtext(" T ="), mn(formatNumber(divisor, 3))];
  const each = createSumSign(mrow(mi("k"), mo("="), mn("1")), mn(String(logits.length)));
  return createFormula(mi("p"), mo("="),
    mfrac(msup(mi("e"), over(writeIndexed("z", String(index + 1)))), mrow(each, msup(mi("e"), over(writeIndexed("z", "k"))))),
    mo("="), mn(formatNumber(shares[index] / all)), ...scaled);
}
