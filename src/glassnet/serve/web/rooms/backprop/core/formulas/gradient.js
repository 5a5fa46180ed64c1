/** The derivative of a weight: what it reads times the error at its end. */

import { formatAlone } from "../decimals.js";
import { formula, pointable } from "../mathml.js";
import { findLargestIndex, getLayer, getLayerNumber } from "../quantities.js";
import { SHOWN_TERMS, equals, neuron, tag, times, weight } from "./written.js";

/**
 * @typedef {import("./written.js").Formulas} Formulas
 * @typedef {import("../../../../studio/rooms.js").Selection} Selection
 * @typedef {import("./written.js").Subject} Subject
 * @typedef {import("./written.js").Table} Table
 */

/** The weight of a gradient phase: the selected one, the steepest of the selected neuron, or the steepest of all. @param {Subject} subject @param {number} number @returns {Extract<Selection, {kind: "weight"}> | null} */
export function chooseWeight({ experiment, columns, selection }, number) {
  const column = columns[number];
  if (column.kind !== "dense") return null;
  if (selection?.kind === "weight" && selection.column === number) return selection;
  const { data, shape: [count, units] } = getLayer(experiment, column).gradients.weights;
  if (selection?.kind === "neuron" && selection.column === number) {
    const into = Float64Array.from({ length: count }, (_, from) => data[from * units + selection.index]);
    return { kind: "weight", column: number, from: findLargestIndex(into), to: selection.index };
  }
  const index = findLargestIndex(data);
  return { kind: "weight", column: number, from: Math.floor(index / units), to: index % units };
}

/** @param {Subject} subject @param {number} number @returns {Formulas} */
export function writeGradient(subject, number) {
  const { experiment, columns, notation, name } = subject;
  const column = columns[number];
  const focus = chooseWeight(subject, number);
  if (!focus) {
    return { focus: null, symbols: [], numbers: [], words: ["A kernel’s weight is used at every place: its derivative is the sum over all places of what it reads there times the error."] };
  }
  const { from, to } = focus;
  const layer = getLayerNumber(column);
  const own = getLayer(experiment, column);
  const units = own.dSums.data.length;
  const [read, error, gradient] = [own.inputs.data[from], own.dSums.data[to], own.gradients.weights.data[from * units + to]];
  const source = neuron(number - 1, from);
  const product = [
    pointable(formatAlone(read), { selection: source, note: `what the weight reads: from ${name(source)}` }, { brackets: true }), times(),
    pointable(formatAlone(error), { selection: neuron(number, to), note: `the error at its end: of ${name(neuron(number, to))}` }, { brackets: true }), equals(),
    pointable(formatAlone(gradient), { selection: focus, note: `how much the loss grows per unit of this weight: goes into the update` }),
  ];
  return {
    focus,
    table: tabulateGradients(subject, number, to),
    words: [describeGradient(read, error, gradient)],
    symbols: [
      formula(notation.symbol("dWeight", layer, [tag(subject, number - 1, from), tag(subject, number, to)]), equals(), notation.symbol("input", layer, [from + 1]), times(), notation.symbol("dSum", layer, [tag(subject, number, to)])),
      formula(notation.symbol("dBias", layer, [tag(subject, number, to)]), equals(), notation.symbol("dSum", layer, [tag(subject, number, to)])),
    ],
    numbers: [
      formula(notation.symbol("dWeight", layer, [tag(subject, number - 1, from), tag(subject, number, to)]), equals(), ...product),
      formula(notation.symbol("dBias", layer, [tag(subject, number, to)]), equals(), pointable(formatAlone(error), { selection: neuron(number, to), note: "the bias reads a constant 1" })),
    ],
  };
}

/** The steepest weights of one neuron. @param {Subject} subject @param {number} number @param {number} to @returns {Table} */
function tabulateGradients({ experiment, columns, name }, number, to) {
  const { inputs, dSums, gradients } = getLayer(experiment, columns[number]);
  const units = dSums.data.length;
  const order = Array.from(inputs.data, (_, from) => from).sort((a, b) => Math.abs(gradients.weights.data[b * units + to]) - Math.abs(gradients.weights.data[a * units + to]) || a - b);
  const rows = order.slice(0, SHOWN_TERMS).map((from) => ({
    cells: [name(neuron(number - 1, from)), formatAlone(inputs.data[from]), formatAlone(dSums.data[to]), formatAlone(gradients.weights.data[from * units + to])],
    origin: { selection: weight(number, from, to), note: `the weight from ${name(neuron(number - 1, from))} to ${name(neuron(number, to))}` },
  }));
  return { head: ["weight from", "reads", "error", "derivative"], rows, foot: [] };
}

/** @param {number} read @param {number} error @param {number} gradient */
function describeGradient(read, error, gradient) {
  if (read === 0) return "It reads 0: it did not take part, and does not move.";
  if (error === 0) return "The error at its end is 0: it does not move.";
  return gradient < 0 ? "A larger weight would lower the loss: the update raises it." : "A larger weight would raise the loss: the update lowers it.";
}
