/** The error passed back: what a neuron collects from those it feeds, times the slope of its activation. */

import { addUp, chooseDecimals, formatAlone, formatFixed } from "../decimals.js";
import { formula, mo, pointable } from "../mathml.js";
import { findActivationSlope, findCollected, findLargestIndex, getLast, getLayer, getLayerNumber } from "../quantities.js";
import { SHOWN_TERMS, chosenNeuron, describeError, equals, neuron, sumOver, tabulate, tag, times, weight, writeSum } from "./written.js";

/**
 * @typedef {import("./written.js").Formulas} Formulas
 * @typedef {import("./written.js").Subject} Subject
 * @typedef {import("./written.js").Table} Table
 */

/** @param {Subject} subject @param {number} number @returns {Formulas} */
export function writeBack(subject, number) {
  const { experiment, columns, notation, name } = subject;
  const column = columns[number];
  const layer = getLayerNumber(column);
  const own = getLayer(experiment, column);
  const last = getLast(experiment, column);
  const index = chosenNeuron(subject, number) ?? findLargestIndex(own.dSums.data);
  const collected = findCollected(experiment, columns, number, index);
  const total = last.dOutputs.data[index];
  const error = own.dSums.data[index];
  const slope = findActivationSlope(experiment, column, index);
  const here = neuron(number, index);
  const goes = { selection: here, note: `the error of ${name(here)}: goes to its weights, its bias, and back to the layer before` };
  const words = [describeError(name(here), error)];
  if (slope === 0) words.push("Its activation is flat there: no error passes, and its weights stay.");
  /** @type {Element[]} */
  const symbols = [];
  /** @type {Element[]} */
  const numbers = [];
  /** @type {Table | undefined} */
  let table;
  let decimals = chooseDecimals([total, error]);
  if (collected) {
    const next = getLayerNumber(collected.next);
    const sum = addUp(collected.terms, total, { shown: SHOWN_TERMS });
    decimals = sum.decimals;
    symbols.push(formula(notation.symbol("dOutput", layer, [tag(subject, number, index)]), equals(), sumOver("k"), notation.symbol("weight", next, [tag(subject, number, index), "k"]), notation.symbol("dSum", next, ["k"])));
    const originOf = (/** @type {number} */ to) => ({ selection: weight(number + 1, index, to), note: `weight ${formatAlone(collected.weights[to])} × error ${formatAlone(collected.errors[to])}: from ${name(neuron(number + 1, to))}` });
    table = tabulate(["from", "weight", "error", "product"], sum, (to) => ({ name: name(neuron(number + 1, to)), factors: [collected.weights[to], collected.errors[to]], origin: originOf(to) }), null);
    numbers.push(writeSum(notation.symbol("dOutput", layer, [tag(subject, number, index)]), sum, originOf,
      null, { selection: here, note: `dL/da of ${name(here)}: from ${collected.terms.length} neurons that it feeds` }));
  } else {
    words.push(`The next layer is no dense layer: its own backward pass gives dL/da = ${formatAlone(total)}.`);
  }
  if (slope !== null) {
    symbols.push(formula(notation.symbol("dSum", layer, [tag(subject, number, index)]), equals(), notation.symbol("dOutput", layer, [tag(subject, number, index)]), times(), notation.slope(), mo("("), notation.symbol("sum", layer, [tag(subject, number, index)]), mo(")")));
    numbers.push(formula(notation.symbol("dSum", layer, [tag(subject, number, index)]), equals(), pointable(formatFixed(total, decimals), { selection: here, note: `dL/da of ${name(here)}` }, { brackets: true }), times(),
      pointable(formatAlone(slope), { selection: here, note: `the slope of ${column.activations.join(", ") || "the activation"} at ${formatAlone(own.sums.data[index])}` }), equals(), pointable(slope === 1 ? formatFixed(error, decimals) : formatAlone(error), goes)));
  }
  return { focus: here, words, symbols, numbers, table };
}
