/** The update: every weight moves against its derivative. */

import { addUp, chooseDecimals, formatAlone, formatFixed, roundTo } from "../decimals.js";
import { chooseWeight } from "./gradient.js";
import { formula, mn, mo, pointable } from "../mathml.js";
import { getLayer, getLayerNumber } from "../quantities.js";
import { SHOWN_TERMS, equals, tag, times, weight } from "./written.js";

/**
 * @typedef {import("./written.js").Formulas} Formulas
 * @typedef {import("../../../../studio/rooms.js").Selection} Selection
 * @typedef {import("./written.js").Subject} Subject
 * @typedef {import("./written.js").Table} Table
 */

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
export function writeUpdate(subject) {
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
