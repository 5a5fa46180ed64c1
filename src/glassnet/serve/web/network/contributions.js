/** The edges of the picture: for every pair of neurons, weight times activation; the strongest are drawn. */

import { largest } from "../reading/numbers.js";
import { FEW } from "./layout.js";
import { activations, parameter, readBy } from "./state.js";

/**
 * @typedef {import("./state.js").Live} Live
 * @typedef {import("./anatomy.js").Column} Column
 * @typedef {{from: number, to: number, value: number}} Edge
 */

const BINS = 512;
/** A neuron of many is awake above this share of the column's largest activation. */
const AWAKE = 0.05;

/**
 * The strongest edges into a dense column, weakest first; none for other columns. Of a crowd, only the
 * neurons that are awake are shown with what woke them: what keeps hundreds asleep would hide it.
 *
 * @param {Live} state @param {Column} column @param {number} most
 * @returns {Edge[]}
 */
export function strongest(state, column, most) {
  const weights = column.layer?.kind === "dense" ? parameter(state.model, column.layer, "weights") : undefined;
  const values = readBy(state, column);
  if (!weights || !values) return [];
  const units = weights.shape[1];
  const targets = awake(state, column, units);
  /** @param {(value: number, from: number, to: number) => void} see */
  const each = (see) => eachProduct(weights.values, values, units, targets, see);
  const least = threshold(each, most);
  /** @type {Edge[]} */
  const edges = [];
  each((value, from, to) => {
    if (Math.abs(value) > least) edges.push({ from, to, value });
  });
  return edges.sort((a, b) => Math.abs(a.value) - Math.abs(b.value)).slice(-most);
}

/** Which neurons of a column are shown with their edges: all of a few, of many those that are awake. @param {Live} state @param {Column} column @param {number} units */
function awake(state, column, units) {
  const all = Array.from({ length: units }, (_, to) => to);
  const values = activations(state, column);
  if (units <= FEW || values?.length !== units) return all;
  const least = AWAKE * largest(values);
  return all.filter((to) => Math.abs(values[to]) > least);
}

/** The size above which there are about `most` products: read off a histogram, without sorting all. @param {(see: (value: number) => void) => void} each @param {number} most */
function threshold(each, most) {
  let top = 0;
  each((value) => { top = Math.max(top, Math.abs(value)); });
  if (!top) return 0;
  const counts = new Uint32Array(BINS + 1);
  each((value) => { counts[Math.floor((Math.abs(value) / top) * BINS)]++; });
  let found = 0;
  for (let bin = BINS; bin >= 0; bin--) {
    found += counts[bin];
    if (found > most) return ((bin + 1) / BINS) * top;
  }
  return 0;
}

/** @param {ArrayLike<number>} weights @param {ArrayLike<number>} values @param {number} units @param {number[]} targets @param {(value: number, from: number, to: number) => void} see */
function eachProduct(weights, values, units, targets, see) {
  for (let from = 0; from < values.length; from++) {
    const value = values[from];
    if (!value) continue;
    for (const to of targets) see(value * weights[from * units + to], from, to);
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
