/** The lines of the picture: of all that a lens has, the strongest are drawn. */

import { findLargest } from "../reading/numbers.js";
import { MAX_NEURONS_IN_LINE } from "./layout.js";

/**
 * @typedef {import("./lens.js").Lines} Lines
 * @typedef {{from: number, to: number, value: number}} Edge
 */

const BINS = 512;
/** Where a column has many neurons, one is active above this share of the largest activation. */
const MIN_ACTIVE_SHARE = 0.05;

/**
 * The strongest lines, weakest first. Where the column has many neurons, only lines into active ones: those into hundreds of
 * inactive ones would hide them.
 *
 * @param {Lines} lines @param {ArrayLike<number> | null} nodes  of the column that they lead to @param {number} maxCount
 * @returns {Edge[]}
 */
export function findStrongestEdges(lines, nodes, maxCount) {
  const targets = findActiveNeurons(nodes, lines.toCount);
  /** @param {(value: number, from: number, to: number) => void} visit */
  const each = (visit) => visitLines(lines, targets, visit);
  const least = findThreshold(each, maxCount);
  /** @type {Edge[]} */
  const edges = [];
  each((value, from, to) => {
    if (Math.abs(value) > least) edges.push({ from, to, value });
  });
  return edges.sort((a, b) => Math.abs(a.value) - Math.abs(b.value)).slice(-maxCount);
}

/** The neurons of a column that are shown with their lines: all of a few, the active ones of many. @param {ArrayLike<number> | null} values @param {number} count */
function findActiveNeurons(values, count) {
  const all = Array.from({ length: count }, (_, to) => to);
  if (count <= MAX_NEURONS_IN_LINE || values?.length !== count) return all;
  const least = MIN_ACTIVE_SHARE * findLargest(values);
  return all.filter((to) => Math.abs(values[to]) > least);
}

/** The absolute value above which there are about `maxCount` lines, from a histogram. @param {(visit: (value: number) => void) => void} each @param {number} maxCount */
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

/** @param {Lines} lines @param {number[]} targets @param {(value: number, from: number, to: number) => void} visit */
function visitLines({ fromCount, skips, value }, targets, visit) {
  for (let from = 0; from < fromCount; from++) {
    if (skips?.(from)) continue;
    for (const to of targets) visit(value(from, to), from, to);
  }
}

/** All lines into one neuron that are not zero. @param {Lines} lines @param {number} to @returns {Edge[]} */
export function getEdgesInto({ fromCount, value }, to) {
  return Array.from({ length: fromCount }, (_, from) => ({ from, to, value: value(from, to) })).filter((edge) => edge.value);
}

/** All lines out of one neuron that are not zero. @param {Lines} lines @param {number} from @returns {Edge[]} */
export function getEdgesOutOf({ toCount, value }, from) {
  return Array.from({ length: toCount }, (_, to) => ({ from, to, value: value(from, to) })).filter((edge) => edge.value);
}
