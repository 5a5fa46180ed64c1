/**
 * Each phase in formulas: with symbols, and with the real numbers. Every number can be pointed at: it knows its neuron or weight,
 * where it comes from and where it goes.
 */

import { addUp, chooseDecimals, formatAlone, formatFixed, roundTo } from "./decimals.js";
import { formula, mi, mn, mo, mrow, mtext, node, pointable } from "./mathml.js";
import { findActivationSlope, findCollected, findLargestIndex, findSum, getLast, getLayer, getLayerNumber, getOutputs, listTargets } from "./quantities.js";

/**
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("./notation.js").Notation} Notation
 * @typedef {import("../../../studio/rooms.js").Selection} Selection
 * @typedef {import("./phases.js").Phase} Phase
 * @typedef {import("./mathml.js").Origin} Origin
 * @typedef {object} Table  the same numbers line by line: each cell is written, each line can be pointed at
 * @property {string[]} head
 * @property {{cells: string[], origin: Origin | null}[]} rows
 * @property {{cells: string[], origin: Origin | null}[]} foot
 * @typedef {{symbols: Element[], numbers: Element[], words: string[], focus: Selection | null, table?: Table}} Formulas
 *
 * @typedef {object} Subject
 * @property {Experiment} experiment
 * @property {Column[]} columns
 * @property {Notation} notation
 * @property {Selection | null} selection
 * @property {number} rate
 * @property {string} optimizer
 * @property {(selection: Selection) => string} name  of a neuron or a weight
 */

/** Four digits are enough to add by hand. */
const SHOWN_TERMS = 6;
/** Terms on one line of a formula. */
const LINE_TERMS = 4;
const equals = () => mo("=");
const times = () => mo("·");
const space = () => {
  const element = node("mspace");
  element.setAttribute("width", "0.2em");
  return element;
};

/** @param {Phase} phase @param {Subject} subject @returns {Formulas} */
export function writePhase(phase, subject) {
  return { forward: writeForward, loss: writeLoss, error: writeError, back: writeBack, gradients: writeGradient, update: writeUpdate, again: writeAgain }[phase.kind](subject, phase.column);
}

/** The neuron of this column that is selected, or the one that a weight leads to. @param {Subject} subject @param {number} column */
function chosenNeuron({ selection }, column) {
  if (selection?.column !== column) return null;
  return selection.kind === "neuron" ? selection.index : selection.to;
}

/** @param {number} column @param {number} index @returns {Selection} */
const neuron = (column, index) => ({ kind: "neuron", column, index });
/** The index in formulas: an output has the name of its class, other neurons count from 1. @param {Subject} subject @param {number} column @param {number} index */
const tag = ({ columns, experiment }, column, index) => (columns[column].isOutput ? experiment.model.outputs[index] : String(index + 1));
/** @param {number} column @param {number} from @param {number} to @returns {Selection} */
const weight = (column, from, to) => ({ kind: "weight", column, from, to });

/**
 * "= t₁ + t₂ + (n others) + extra = total": adds up to the last digit. Long ones have several lines.
 * @param {Element} left @param {ReturnType<typeof addUp>} sum @param {(index: number) => import("./mathml.js").Origin} originOf @param {import("./mathml.js").Origin | null} extra @param {import("./mathml.js").Origin} total
 */
function writeSum(left, { shown, decimals, others, othersCount, extra: bias, total: value }, originOf, extra, total) {
  /** @type {Element[]} */
  const parts = [];
  const add = (/** @type {number} */ number, /** @type {Element} */ element) => {
    if (parts.length) parts.push(mo(number < 0 ? "−" : "+"));
    else if (number < 0) parts.push(mo("−"));
    parts.push(element);
  };
  const size = (/** @type {number} */ number) => formatFixed(Math.abs(number), decimals);
  for (const { index, value: term } of shown) add(term, pointable(size(term), originOf(index)));
  if (others !== 0) add(others, mrow(node("munder", mn(size(others)), mtext(othersCount ? `${othersCount} others` : "rounding"))));
  if (extra) add(bias, node("munder", pointable(size(bias), extra), mtext("bias")));
  if (!parts.length) parts.push(mn(formatFixed(0, decimals)));
  const end = [equals(), pointable(formatFixed(value, decimals), total)];
  /** @type {Element[][]} */
  const lines = [];
  // Each part but the first has its sign before it.
  const perLine = 2 * LINE_TERMS;
  while (parts.length) lines.push(parts.splice(0, lines.length ? perLine : perLine - (isSign(parts[0]) ? 0 : 1)));
  if (lines.length === 1 && lines[0].length <= 4) return formula(left, equals(), ...lines[0], ...end);
  const line = (/** @type {Element | null} */ first, /** @type {Element[]} */ rest) => node("mtr", node("mtd", ...(first ? [first] : [])), node("mtd", mrow(...rest)));
  const table = node("mtable", ...lines.map((each, i) => line(i ? null : left, i ? each : [equals(), ...each])), line(null, end));
  table.setAttribute("columnalign", "right left");
  return formula(table);
}

/** @param {Element} element */
const isSign = (element) => element.localName === "mo";

/**
 * The terms of a sum line by line: factor, factor, term.
 * @param {string[]} head @param {ReturnType<typeof addUp>} sum @param {(index: number) => {name: string, factors: [number, number], origin: Origin}} describe @param {Origin | null} extra
 * @returns {Table}
 */
function tabulate(head, { shown, decimals, others, othersCount, extra: bias, total }, describe, extra) {
  const rows = shown.map(({ index, value }) => {
    const { name, factors, origin } = describe(index);
    return { cells: [name, ...factors.map((each) => formatAlone(each)), formatFixed(value, decimals)], origin };
  });
  if (others !== 0) rows.push({ cells: [othersCount ? `${othersCount} others` : "rounding", "", "", formatFixed(others, decimals)], origin: /** @type {any} */ (null) });
  if (extra) rows.push({ cells: ["bias", "", "", formatFixed(bias, decimals)], origin: extra });
  return { head, rows, foot: [{ cells: ["sum", "", "", formatFixed(total, decimals)], origin: null }] };
}

/** @param {Subject} subject @param {number} number @returns {Formulas} */
function writeForward(subject, number) {
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

/** @param {string} index */
const sumOver = (index) => node("munder", mo("∑"), mi(index));

/** @param {Subject} subject @param {number} number @returns {Formulas} */
function writeLoss({ experiment, columns, notation, name }, number) {
  const { loss, label, trace, model } = experiment;
  const outputs = getOutputs(experiment, columns[number]);
  const origin = (/** @type {number} */ i) => ({ selection: neuron(number, i), note: `from ${name(neuron(number, i))}; goes into the loss` });
  const result = { selection: null, note: "the loss: from all outputs; every derivative is of this number" };
  const words = [`The label is ${model.outputs[label]}.`];
  const type = /** @type {any} */ (loss.constructor).type;
  if (type === "softmax_cross_entropy" && !(/** @type {any} */ (loss).label_smoothing)) {
    const logits = Array.from(outputs);
    const p = trace.probabilities;
    return {
      focus: neuron(number, label), words,
      table: {
        head: ["", "sum z", "e to the z", "probability"], foot: [],
        rows: logits.map((z, i) => ({ cells: [name(neuron(number, i)), formatAlone(z), formatAlone(Math.exp(z)), formatFixed(p[i], 4)], origin: origin(i) })),
      },
      symbols: [
        formula(node("msub", mi("p"), mi("i")), equals(), node("mfrac", node("msup", mi("e"), node("msub", mi("z"), mi("i"))), mrow(sumOver("k"), node("msup", mi("e"), node("msub", mi("z"), mi("k")))))),
        formula(notation.loss(), equals(), mo("−"), mi("log"), space(), node("msub", mi("p"), mtext(model.outputs[label]))),
      ],
      numbers: [
        formula(node("msub", mi("p"), mtext(model.outputs[label])), equals(),
          node("mfrac", node("msup", mi("e"), pointable(formatAlone(logits[label]), origin(label))), mrow(...logits.slice(0, 3).flatMap((z, i) => [...(i ? [mo("+")] : []), node("msup", mi("e"), pointable(formatAlone(z, 3), origin(i)))]), ...(logits.length > 3 ? [mo("+"), mo("…")] : []))),
          equals(), pointable(formatAlone(p[label]), origin(label))),
        formula(notation.loss(), equals(), mo("−"), mi("log"), space(), mn(formatAlone(p[label])), equals(), pointable(formatAlone(trace.loss), result)),
      ],
    };
  }
  if (type === "squared_error" || type === "mean_squared_error") {
    const targets = listTargets(experiment, outputs.length);
    const scale = type === "squared_error" ? 0.5 : 1 / outputs.length;
    const terms = Array.from(outputs, (a, i) => scale * (a - targets[i]) ** 2);
    const factor = () => (type === "squared_error" ? node("mfrac", node("mn", "1"), node("mn", "2")) : node("mfrac", node("mn", "1"), node("mn", String(outputs.length))));
    return {
      focus: neuron(number, label), words,
      symbols: [formula(notation.loss(), equals(), sumOver("i"), factor(), node("msup", mrow(mo("("), node("msub", mi("a"), mi("i")), mo("−"), node("msub", mi("y"), mi("i")), mo(")")), node("mn", "2")))],
      numbers: [writeSum(notation.loss(), addUp(terms, trace.loss, { shown: SHOWN_TERMS }), origin, null, result)],
    };
  }
  return { focus: neuron(number, label), words: [...words, `The loss is ${String(type).replaceAll("_", " ")}.`], symbols: [], numbers: [formula(notation.loss(), equals(), pointable(formatAlone(trace.loss), result))] };
}

/** @param {Subject} subject @param {number} number @returns {Formulas} */
function writeError(subject, number) {
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

/** @param {string} name @param {number} error */
function describeError(name, error) {
  if (error === 0) return `The sum of ${name} does not matter here.`;
  return error < 0 ? `A larger sum of ${name} would lower the loss.` : `A smaller sum of ${name} would lower the loss.`;
}

/** @param {Subject} subject @param {number} number @returns {Formulas} */
function writeBack(subject, number) {
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
function writeGradient(subject, number) {
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

/** The parameter that the update is shown for: of the selection, or the steepest weight of all dense layers. @param {Subject} subject */
export function chooseUpdatedWeight(subject) {
  const { columns, selection, experiment } = subject;
  if (selection && columns[selection.column]?.kind === "dense") return chooseWeight(subject, selection.column);
  const dense = columns.filter(({ kind }) => kind === "dense");
  const found = dense.map(({ number }) => chooseWeight(subject, number)).filter((each) => each !== null);
  const size = (/** @type {Extract<Selection, {kind: "weight"}>} */ each) => Math.abs(getLayer(experiment, columns[each.column]).gradients.weights.data[each.from * columns[each.column].shape[0] + each.to]);
  return found.sort((a, b) => size(b) - size(a))[0] ?? null;
}

/** @param {Subject} subject @returns {Formulas} */
function writeUpdate(subject) {
  const { experiment, columns, notation, rate, optimizer } = subject;
  const focus = chooseUpdatedWeight(subject);
  if (!focus) return { focus: null, symbols: [], numbers: [], words: [] };
  const column = columns[focus.column];
  const layer = getLayerNumber(column);
  const own = getLayer(experiment, column);
  const offset = focus.from * own.dSums.data.length + focus.to;
  const old = own.parameters.weights.data[offset];
  const gradient = own.gradients.weights.data[offset];
  const ahead = experiment.preview(rate);
  const start = experiment.network.layout.findIndex(([name]) => name === `${column.name}.weights`);
  const before = experiment.network.layout.slice(0, start).reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const value = ahead.after[before + offset];
  const indices = [tag(subject, focus.column - 1, focus.from), tag(subject, focus.column, focus.to)];
  const isPlain = optimizer === "gradient_descent";
  const sum = addUp([value - old], value, { extra: old, shown: 1, digits: 5 });
  const here = { selection: focus, note: "the weight after one update" };
  const numbers = [formula(notation.symbol("weight", layer, indices), mo("←"), pointable(formatFixed(sum.extra, sum.decimals), { selection: focus, note: "the weight now" }),
    mo(value < old ? "−" : "+"), pointable(formatFixed(Math.abs(sum.total - sum.extra), sum.decimals), { selection: focus, note: isPlain ? "rate times derivative" : "the optimizer’s step" }), equals(), pointable(formatFixed(sum.total, sum.decimals), here))];
  if (isPlain) {
    numbers.unshift(formula(notation.rate(), times(), notation.symbol("dWeight", layer, indices), equals(), mn(formatAlone(rate)), times(),
      pointable(formatAlone(gradient), { selection: focus, note: "its derivative" }, { brackets: true }), equals(), mn(formatAlone(rate * gradient))));
  }
  return {
    focus, numbers, table: tabulateSteps(subject, ahead),
    words: [isPlain ? "Rate times derivative is taken off." : "The optimizer makes a step out of the derivative."],
    symbols: isPlain
      ? [formula(notation.symbol("weight", layer, indices), mo("←"), notation.symbol("weight", layer, indices), mo("−"), notation.rate(), times(), notation.symbol("dWeight", layer, indices))]
      : [],
  };
}

/** The weights that move most. @param {Subject} subject @param {{before: ArrayLike<number>, after: ArrayLike<number>}} ahead @returns {Table} */
function tabulateSteps({ experiment, columns, name }, { before, after }) {
  /** @type {{selection: Selection, value: number, step: number}[]} */
  const all = [];
  let start = 0;
  for (const [array, shape] of experiment.network.layout) {
    const size = shape.reduce((a, b) => a * b, 1);
    const column = columns.find((each) => each.kind === "dense" && `${each.name}.weights` === array);
    for (let i = 0; column && i < size; i++) {
      const step = after[start + i] - before[start + i];
      if (all.length >= SHOWN_TERMS && Math.abs(step) <= Math.abs(all[all.length - 1].step)) continue;
      all.push({ selection: weight(column.number, Math.floor(i / shape[1]), i % shape[1]), value: before[start + i], step });
      all.sort((a, b) => Math.abs(b.step) - Math.abs(a.step));
      all.length = Math.min(all.length, SHOWN_TERMS);
    }
    start += size;
  }
  const decimals = chooseDecimals(all.flatMap(({ value, step }) => [value, step]), 5);
  return {
    head: ["they move most", "now", "step", "new"], foot: [],
    rows: all.map(({ selection, value, step }) => ({
      cells: [name(selection).replace("the weight from ", ""), formatFixed(value, decimals), formatFixed(roundTo(value + step, decimals) - roundTo(value, decimals), decimals), formatFixed(value + step, decimals)],
      origin: { selection, note: name(selection) },
    })),
  };
}

/** What each array promised of the change. @param {Experiment} experiment @param {{before: ArrayLike<number>, gradient: ArrayLike<number>, promised: number}} update @param {ArrayLike<number>} after @returns {Table} */
function tabulatePromises({ network }, { before, gradient, promised }, after) {
  let start = 0;
  const terms = network.layout.map(([, shape]) => {
    const end = start + shape.reduce((a, b) => a * b, 1);
    let sum = 0;
    for (; start < end; start++) sum += gradient[start] * (after[start] - before[start]);
    return sum;
  });
  const sum = addUp(terms, promised, { shown: 20 });
  const rows = sum.shown.map(({ index, value }) => {
    const [layer, array] = network.layout[index][0].split(".");
    return { cells: [`${array} of layer ${layer}`, formatFixed(value, sum.decimals)], origin: null };
  });
  if (sum.others) rows.push({ cells: ["rounding", formatFixed(sum.others, sum.decimals)], origin: null });
  return { head: ["promised by", "derivative × change"], rows, foot: [{ cells: ["sum", formatFixed(sum.total, sum.decimals)], origin: null }] };
}

/** @param {Subject} subject @returns {Formulas} */
function writeAgain({ experiment, notation, rate }) {
  const done = experiment.update;
  const ahead = done ? null : experiment.preview(rate);
  const { loss, promised, count } = /** @type {any} */ (done ?? ahead);
  const now = done ? experiment.trace.loss : /** @type {any} */ (ahead).newLoss;
  const decimals = chooseDecimals([loss, now], 5);
  const change = now - loss;
  const small = Math.abs(promised) > 0 ? change / promised : 1;
  const note = (/** @type {string} */ text) => ({ selection: null, note: text });
  return {
    focus: null,
    table: tabulatePromises(experiment, /** @type {any} */ (done ?? ahead), ahead ? ahead.after : experiment.parameters.vector),
    words: [
      done ? `After ${count === 1 ? "one update" : `${count} updates`}:` : "After one update it would be:",
      now > loss ? "The loss rose: the step was too large for the slope to hold. Try a smaller rate." : Math.abs(small - 1) < 0.05 ? "Nearly what the derivatives promised: the step was small." : "Derivatives are promises for small steps: the larger the step, the more the curve bends away.",
    ],
    symbols: [formula(mi("Δ"), notation.loss(), mo("≈"), sumOver("w"), node("mfrac", mrow(mo("∂"), notation.loss()), mrow(mo("∂"), mi("w"))), times(), mrow(mi("Δ"), mi("w")))],
    numbers: [
      formula(notation.loss(), mo(":"), pointable(formatFixed(loss, decimals), note("the loss before")), mo("→"), pointable(formatFixed(now, decimals), note("the loss after"))),
      formula(mtext("promised"), equals(), pointable(formatAlone(promised), note("the sum over all weights and biases of derivative times change")), mo(","), mtext(" measured"), equals(), pointable(formatAlone(change), note("the loss after, minus the loss before"))),
    ],
  };
}
