/** The error at the outputs: what the loss says of each sum. */

import { chooseDecimals, formatAlone, formatFixed, roundTo } from "../decimals.js";
import { formula, mi, mn, mo, mtext, node, pointable } from "../mathml.js";
import { findActivationSlope, getLast, getLayer, getLayerNumber, listTargets } from "../quantities.js";
import { chosenNeuron, describeError, equals, neuron, tag, times } from "./written.js";

/**
 * @typedef {import("./written.js").Formulas} Formulas
 * @typedef {import("./written.js").Subject} Subject
 * @typedef {import("./written.js").Table} Table
 */

/** @param {Subject} subject @param {number} number @returns {Formulas} */
export function writeError(subject, number) {
  const { experiment, columns, notation, name } = subject;
  const column = columns[number];
  const layer = getLayerNumber(column);
  const index = chosenNeuron(subject, number) ?? experiment.label;
  const own = getLayer(experiment, column);
  const last = getLast(experiment, column);
  const error = own.dSums.data[index];
  const target = listTargets(experiment, own.dSums.data.length)[index];
  const at = { selection: neuron(number, index), note: `the error of ${name(neuron(number, index))}: from the loss; goes to its weights, its bias, and back to the layer before` };
  const words = [describeError(name(neuron(number, index)), error)];
  const type = /** @type {any} */ (experiment.loss.constructor).type;
  const d = notation.symbol("dSum", layer, [tag(subject, number, index)]);
  if (type.endsWith("cross_entropy")) {
    const p = experiment.trace.probabilities[index];
    const decimals = chooseDecimals([p, target, error], 5);
    return {
      table: tabulateErrors(subject, number, decimals),
      focus: neuron(number, index), words,
      symbols: [formula(d, equals(), node("msub", mi("p"), mtext(tag(subject, number, index))), mo("−"), node("msub", mi("y"), mtext(tag(subject, number, index))))],
      numbers: [formula(notation.symbol("dSum", layer, [tag(subject, number, index)]), equals(),
        pointable(formatFixed(error + target, decimals), { selection: neuron(number, index), note: "the probability, from the forward pass" }), mo("−"),
        pointable(formatFixed(target, decimals), { selection: neuron(number, index), note: "the target: 1 for the label, 0 for the others" }), equals(), pointable(formatFixed(error, decimals), at))],
    };
  }
  const output = last.outputs.data[index];
  const derivative = last.dOutputs.data[index];
  const slope = findActivationSlope(experiment, column, index);
  const factor = type === "mean_squared_error" ? 2 / own.dSums.data.length : 1;
  const decimals = chooseDecimals([output, target]);
  const front = () => (factor === 1 ? [] : [node("mfrac", node("mn", "2"), node("mn", String(own.dSums.data.length))), times()]);
  const product = slope === null ? [] : [formula(notation.symbol("dSum", layer, [tag(subject, number, index)]), equals(), pointable(formatAlone(derivative), at, { brackets: true }), times(), pointable(formatAlone(slope), { selection: neuron(number, index), note: "the slope of the activation function there" }), equals(), pointable(formatAlone(error), at))];
  return {
    focus: neuron(number, index), words,
    symbols: [
      formula(notation.symbol("dOutput", layer, [tag(subject, number, index)]), equals(), ...front(), notation.symbol("output", layer, [tag(subject, number, index)]), mo("−"), node("msub", mi("y"), mtext(tag(subject, number, index)))),
      formula(d, equals(), notation.symbol("dOutput", layer, [tag(subject, number, index)]), times(), notation.slope(), mo("("), notation.symbol("sum", layer, [tag(subject, number, index)]), mo(")")),
    ],
    numbers: [
      formula(notation.symbol("dOutput", layer, [tag(subject, number, index)]), equals(), ...front(), mo("("), pointable(formatFixed(output, decimals), at), mo("−"), mn(formatFixed(target, decimals)), mo(")"), equals(), pointable(factor === 1 ? formatFixed(derivative, decimals) : formatAlone(derivative), at)),
      ...product,
    ],
  };
}

/** All outputs: probability, target, error. @param {Subject} subject @param {number} number @param {number} decimals @returns {Table} */
function tabulateErrors({ experiment, columns, name }, number, decimals) {
  const errors = getLayer(experiment, columns[number]).dSums.data;
  const targets = listTargets(experiment, errors.length);
  const rows = Array.from(errors, (error, i) => ({
    cells: [name(neuron(number, i)), formatFixed(roundTo(error, decimals) + targets[i], decimals), formatFixed(targets[i], decimals), formatFixed(error, decimals)],
    origin: { selection: neuron(number, i), note: `probability minus target of ${name(neuron(number, i))}` },
  }));
  return { head: ["", "probability", "target", "error"], rows, foot: [] };
}
