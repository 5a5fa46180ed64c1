/** What all formulas share: whose numbers they are, sums that add up, and tables of their terms. */

import { formatAlone, formatFixed } from "../decimals.js";
import { formula, mi, mn, mo, mrow, mtext, node, pointable } from "../mathml.js";

/**
 * @typedef {import("../experiment.js").Experiment} Experiment
 * @typedef {import("../../../../stage/columns.js").Column} Column
 * @typedef {import("../notation.js").Notation} Notation
 * @typedef {import("../../../../studio/rooms.js").Selection} Selection
 * @typedef {import("../phases.js").Phase} Phase
 * @typedef {import("../mathml.js").Origin} Origin
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
export const SHOWN_TERMS = 6;
/** Terms on one line of a formula. */
const LINE_TERMS = 4;
export const equals = () => mo("=");
export const times = () => mo("·");
export const space = () => {
  const element = node("mspace");
  element.setAttribute("width", "0.2em");
  return element;
};

/** @param {string} index */
export const sumOver = (index) => node("munder", mo("∑"), mi(index));

/** The neuron of this column that is selected, or the one that a weight leads to. @param {Subject} subject @param {number} column */
export function chosenNeuron({ selection }, column) {
  if (selection?.column !== column) return null;
  return selection.kind === "neuron" ? selection.index : selection.to;
}

/** @param {number} column @param {number} index @returns {Selection} */
export const neuron = (column, index) => ({ kind: "neuron", column, index });
/** The index in formulas: an output has the name of its class, other neurons count from 1. @param {Subject} subject @param {number} column @param {number} index */
export const tag = ({ columns, experiment }, column, index) => (columns[column].isOutput ? experiment.model.outputs[index] : String(index + 1));
/** @param {number} column @param {number} from @param {number} to @returns {Selection} */
export const weight = (column, from, to) => ({ kind: "weight", column, from, to });

/**
 * "= t₁ + t₂ + (n others) + extra = total": adds up to the last digit. Long ones have several lines.
 * @param {Element} left @param {ReturnType<typeof addUp>} sum @param {(index: number) => import("../mathml.js").Origin} originOf @param {import("../mathml.js").Origin | null} extra @param {import("../mathml.js").Origin} total
 */
export function writeSum(left, { shown, decimals, others, othersCount, extra: bias, total: value }, originOf, extra, total) {
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
export function tabulate(head, { shown, decimals, others, othersCount, extra: bias, total }, describe, extra) {
  const rows = shown.map(({ index, value }) => {
    const { name, factors, origin } = describe(index);
    return { cells: [name, ...factors.map((each) => formatAlone(each)), formatFixed(value, decimals)], origin };
  });
  if (others !== 0) rows.push({ cells: [othersCount ? `${othersCount} others` : "rounding", "", "", formatFixed(others, decimals)], origin: /** @type {any} */ (null) });
  if (extra) rows.push({ cells: ["bias", "", "", formatFixed(bias, decimals)], origin: extra });
  return { head, rows, foot: [{ cells: ["sum", "", "", formatFixed(total, decimals)], origin: null }] };
}

/** @param {string} name @param {number} error */
export function describeError(name, error) {
  if (error === 0) return `The sum of ${name} does not matter here.`;
  return error < 0 ? `A larger sum of ${name} would lower the loss.` : `A smaller sum of ${name} would lower the loss.`;
}
