/** The edges of the picture: weight × activation for each pair of neurons; the strongest are drawn. */

import { findLargest } from "../reading/numbers.js";
import { MAX_NEURONS_IN_LINE } from "./layout.js";
import { getActivations, getParameter, getLayerInputs } from "./state.js";

/**
 * @typedef {import("./state.js").NetworkState} NetworkState
 * @typedef {import("./columns.js").Column} Column
 * @typedef {{from: number, to: number, value: number}} Edge
 */

const BINS = 512;
/** Where a column has many neurons, one is active above this share of the largest activation. */
const MIN_ACTIVE_SHARE = 0.05;

/**
 * The strongest edges into a dense column, weakest first; none for other columns. Where the column has many
 * neurons, only edges into active ones: those into hundreds of inactive ones would hide them.
 *
 * @param {NetworkState} state @param {Column} column @param {number} maxCount
 * @returns {Edge[]}
 */
export function findStrongestEdges(state, column, maxCount) {
  const weights = column.layer?.kind === "dense" ? getParameter(state.model, column.layer, "weights") : undefined;
  const values = getLayerInputs(state, column);
  if (!weights || !values) return [];
  const units = weights.shape[1];
  const targets = findActiveNeurons(state, column, units);
  /** @param {(value: number, from: number, to: number) => void} visit */
  const each = (visit) => forEachProduct(weights.values, values, units, targets, visit);
  const least = findThreshold(each, maxCount);
  /** @type {Edge[]} */
  const edges = [];
  each((value, from, to) => {
    if (Math.abs(value) > least) edges.push({ from, to, value });
  });
  return edges.sort((a, b) => Math.abs(a.value) - Math.abs(b.value)).slice(-maxCount);
}

/** The neurons of a column that are shown with their edges: all of a few, the active ones of many. @param {NetworkState} state @param {Column} column @param {number} units */
function findActiveNeurons(state, column, units) {
  const all = Array.from({ length: units }, (_, to) => to);
  const values = getActivations(state, column);
  if (units <= MAX_NEURONS_IN_LINE || values?.length !== units) return all;
  const least = MIN_ACTIVE_SHARE * findLargest(values);
  return all.filter((to) => Math.abs(values[to]) > least);
}

/** The absolute value above which there are about `maxCount` products, from a histogram. @param {(visit: (value: number) => void) => void} each @param {number} maxCount */
function findThreshold(each, maxCount) {
  let top = 0;
  each((value) => { top = Math.max(top, Math.abs(value)); });
  if (!top) return 0;
  const counts = new Uint32Array(BINS + 1);
  each((value) => { counts[Math.floor((Math.abs(value) / top) * BINS)]++; });
  let found = 0;
  for (let bin = BINS; bin >= 0; bin--) {
    found += counts[bin];
    if (found > maxCount) return ((bin + 1) / BINS) * top;
  }
  return 0;
}

/** @param {ArrayLike<number>} weights @param {ArrayLike<number>} values @param {number} units @param {number[]} targets @param {(value: number, from: number, to: number) => void} visit */
function forEachProduct(weights, values, units, targets, visit) {
  for (let from = 0; from < values.length; from++) {
    const value = values[from];
    if (!value) continue;
    for (const to of targets) visit(value * weights[from * units + to], from, to);
  }
}

/** All edges into one neuron of a dense column. @param {NetworkState} state @param {Column} column @param {number} to @returns {Edge[]} */
export function getEdgesInto(state, column, to) {
  const weights = column.layer?.kind === "dense" ? getParameter(state.model, column.layer, "weights") : undefined;
  const values = getLayerInputs(state, column);
  if (!weights || !values) return [];
  const units = weights.shape[1];
  return Array.from(values, (input, from) => ({ from, to, value: input * weights.values[from * units + to] })).filter((edge) => edge.value);
}

/** All edges out of one neuron into a dense column. @param {NetworkState} state @param {Column} column @param {number} from @returns {Edge[]} */
export function getEdgesOutOf(state, column, from) {
  const weights = column.layer?.kind === "dense" ? getParameter(state.model, column.layer, "weights") : undefined;
  const values = getLayerInputs(state, column);
  if (!weights || !values) return [];
  const units = weights.shape[1];
  return Array.from({ length: units }, (_, to) => ({ from, to, value: values[from] * weights.values[from * units + to] })).filter((edge) => edge.value);
}
