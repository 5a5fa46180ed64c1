/** The edges of the picture: for every pair of neurons, weight times activation; the strongest are drawn. */

import { parameter, readBy } from "./state.js";

/**
 * @typedef {import("./state.js").Live} Live
 * @typedef {import("./anatomy.js").Column} Column
 * @typedef {{from: number, to: number, value: number}} Edge
 */

const BINS = 512;

/**
 * The strongest edges into a dense column, weakest first; none for other columns.
 *
 * @param {Live} state @param {Column} column @param {number} most
 * @returns {Edge[]}
 */
export function strongest(state, column, most) {
  if (column.layer?.kind !== "dense") return [];
  const weights = parameter(state.model, column.layer, "weights");
  const values = readBy(state, column);
  if (!weights || !values) return [];
  const units = weights.shape[1];
  const least = threshold(weights.values, values, units, most);
  /** @type {Edge[]} */
  const edges = [];
  for (let from = 0; from < values.length; from++) {
    if (!values[from]) continue;
    for (let to = 0; to < units; to++) {
      const value = values[from] * weights.values[from * units + to];
      if (Math.abs(value) > least) edges.push({ from, to, value });
    }
  }
  return edges.sort((a, b) => Math.abs(a.value) - Math.abs(b.value)).slice(-most);
}

/** The size above which there are about `most` contributions: read off a histogram, without sorting all. @param {ArrayLike<number>} weights @param {ArrayLike<number>} values @param {number} units @param {number} most */
function threshold(weights, values, units, most) {
  const top = largestProduct(weights, values, units);
  if (!top) return 0;
  const counts = new Uint32Array(BINS + 1);
  eachProduct(weights, values, units, (size) => { counts[Math.floor((size / top) * BINS)]++; });
  let found = 0;
  for (let bin = BINS; bin >= 0; bin--) {
    found += counts[bin];
    if (found > most) return ((bin + 1) / BINS) * top;
  }
  return 0;
}

/** @param {ArrayLike<number>} weights @param {ArrayLike<number>} values @param {number} units */
function largestProduct(weights, values, units) {
  let top = 0;
  eachProduct(weights, values, units, (size) => { if (size > top) top = size; });
  return top;
}

/** @param {ArrayLike<number>} weights @param {ArrayLike<number>} values @param {number} units @param {(size: number) => void} see */
function eachProduct(weights, values, units, see) {
  for (let from = 0; from < values.length; from++) {
    const value = values[from];
    if (!value) continue;
    for (let to = from * units; to < (from + 1) * units; to++) see(Math.abs(value * weights[to]));
  }
}

/** All edges into one neuron of a dense column. @param {Live} state @param {Column} column @param {number} to @returns {Edge[]} */
export function into(state, column, to) {
  const weights = column.layer?.kind === "dense" ? parameter(state.model, column.layer, "weights") : undefined;
  const values = readBy(state, column);
  if (!weights || !values) return [];
  const units = weights.shape[1];
  return Array.from(values, (input, from) => ({ from, to, value: input * weights.values[from * units + to] })).filter((edge) => edge.value);
}

/** All edges out of one neuron into a dense column. @param {Live} state @param {Column} column @param {number} from @returns {Edge[]} */
export function outOf(state, column, from) {
  const weights = column.layer?.kind === "dense" ? parameter(state.model, column.layer, "weights") : undefined;
  const values = readBy(state, column);
  if (!weights || !values) return [];
  const units = weights.shape[1];
  return Array.from({ length: units }, (_, to) => ({ from, to, value: values[from] * weights.values[from * units + to] })).filter((edge) => edge.value);
}
