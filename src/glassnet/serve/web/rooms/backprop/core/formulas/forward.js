/** Forward: the sum of a neuron, and its activation. */

import { addUp, formatAlone, formatFixed } from "../decimals.js";
import { formula, mn, mo, mtext, pointable } from "../mathml.js";
import { findSum, getLast, getLayer, getLayerNumber } from "../quantities.js";
import { SHOWN_TERMS, chosenNeuron, equals, neuron, sumOver, tabulate, tag, weight, writeSum } from "./written.js";

/**
 * @typedef {import("./written.js").Formulas} Formulas
 * @typedef {import("./written.js").Subject} Subject
 */

/** @param {Subject} subject @param {number} number @returns {Formulas} */
export function writeForward(subject, number) {
  const { experiment, columns, notation, name, selection } = subject;
  const at = selection?.column ? selection.column : number;
  const column = columns[at];
  const index = chosenNeuron(subject, at) ?? (column.isOutput ? experiment.label : 0);
  const layer = getLayerNumber(column);
  const { terms, weights, bias, sum } = findSum(experiment, column, index);
  const read = getLayer(experiment, column).inputs.data;
  const z = notation.symbol("sum", layer, [tag(subject, at, index)]);
  const isDense = column.kind === "dense";
  const written = addUp(terms, sum, { shown: SHOWN_TERMS, extra: bias });
  const symbols = isDense ? [formula(z, equals(), sumOver("k"), notation.symbol("weight", layer, ["k", tag(subject, at, index)]), notation.symbol("input", layer, ["k"]), mo("+"), notation.symbol("bias", layer, [tag(subject, at, index)]))] : [];
  const originOf = (/** @type {number} */ k) => ({ selection: isDense ? weight(at, k, index) : neuron(at - 1, k), note: `weight ${formatAlone(weights[k])} × activation ${formatAlone(read[k])}: from ${name(neuron(at - 1, k))}` });
  const numbers = [writeSum(notation.symbol("sum", layer, [tag(subject, at, index)]), written, originOf,
    column.name ? { selection: neuron(at, index), note: `the bias of ${name(neuron(at, index))}` } : null,
    { selection: neuron(at, index), note: `the sum of ${name(neuron(at, index))}: from ${terms.length} activations${column.activations.length ? `, goes into ${column.activations.join(", ")}` : ""}` })];
  const table = tabulate(["from", "weight", "activation", "product"], written, (k) => ({ name: name(neuron(at - 1, k)), factors: [weights[k], read[k]], origin: originOf(k) }),
    column.name ? { selection: neuron(at, index), note: "the bias" } : null);
  if (column.activations.length) {
    const output = getLast(experiment, column).outputs.data[index];
    symbols.push(formula(notation.symbol("output", layer, [tag(subject, at, index)]), equals(), mtext(column.activations.join(", ")), mo("("), notation.symbol("sum", layer, [tag(subject, at, index)]), mo(")")));
    numbers.push(formula(notation.symbol("output", layer, [tag(subject, at, index)]), equals(), mtext(column.activations.join(", ")), mo("("), mn(formatFixed(sum, written.decimals)), mo(")"), equals(),
      pointable(formatFixed(output, written.decimals), { selection: neuron(at, index), note: `the activation of ${name(neuron(at, index))}: ${at < columns.length - 1 ? "goes to every neuron of the next layer that reads it" : "goes into the loss"}` })));
  }
  return { symbols, numbers, table, focus: neuron(at, index), words: [`The sum of ${name(neuron(at, index))}.`] };
}
