/** A gradient check, array by array: derivatives from a backward pass beside differences of the loss. */

import { differ } from "../../nn/index.js";
import { Generator } from "../../nn/random.js";

/**
 * @typedef {import("../../nn/parameters.js").Parameters} Parameters
 *
 * @typedef {object} GradientRow
 * @property {string} name      of the array: "1.weights"
 * @property {number} error     the largest relative error of the entries compared
 * @property {number} ratio     backward / differences, by least squares: 1 where it is right
 * @property {number} computed  the derivative of the entry that differs most
 * @property {number} measured  the difference quotient of the same entry
 * @property {boolean} holds
 */

const ENTRIES = 24;
const EPSILON = 1e-5;
export const TOLERANCE = 1e-3;
/** Where all differences are smaller, their rounding is all that is left. */
const MIN_DIFFERENCE = 1e-9;
/** Rounding of a loss of 1, which a difference quotient divides by the step. */
const ROUNDING = 1e-15;

/**
 * @param {Parameters} parameters  float64; each entry is changed and returned @param {Parameters} gradients from the backward pass
 * @param {() => number} lossNow @param {number} [seed] chooses the entries
 * @returns {GradientRow[]}
 */
export function compareGradients(parameters, gradients, lossNow, seed = 0) {
  const noise = (ROUNDING * Math.max(1, Math.abs(lossNow()))) / EPSILON;
  return parameters.layout.map(([name]) => {
    const values = parameters.get(name).data;
    const computed = gradients.get(name).data;
    const indices = chooseEntries(computed, seed);
    const measured = indices.map((index) => differ(lossNow, values, index, EPSILON));
    return summarize(name, indices.map((index) => computed[index]), measured, noise);
  });
}

/** Half of them the largest derivatives, the other half at random. @param {ArrayLike<number>} computed @param {number} seed @returns {number[]} */
function chooseEntries(computed, seed) {
  const order = Array.from(new Generator([0x9c4ec, seed]).permutation(computed.length));
  if (order.length <= ENTRIES) return order;
  const largest = order.toSorted((a, b) => Math.abs(computed[b]) - Math.abs(computed[a])).slice(0, ENTRIES / 2);
  return [...new Set([...largest, ...order.slice(0, ENTRIES / 2)])];
}

/** @param {string} name @param {number[]} computed @param {number[]} measured @param {number} noise @returns {GradientRow} */
function summarize(name, computed, measured, noise) {
  const sizes = computed.map((each, i) => Math.max(Math.abs(each), Math.abs(measured[i])));
  const least = Math.max(0.01 * Math.max(...sizes), MIN_DIFFERENCE);
  const errors = computed.map((each, i) => Math.max(0, Math.abs(each - measured[i]) - noise) / Math.max(sizes[i], least));
  const worst = errors.reduce((best, error, i) => (error > errors[best] || Number.isNaN(error) ? i : best), 0);
  const dot = computed.reduce((sum, each, i) => sum + each * measured[i], 0);
  const norm = measured.reduce((sum, each) => sum + each * each, 0);
  return {
    name, error: errors[worst], ratio: norm > MIN_DIFFERENCE ** 2 ? dot / norm : computed.every((each) => Math.abs(each) < MIN_DIFFERENCE) ? 1 : Infinity,
    computed: computed[worst], measured: measured[worst], holds: errors[worst] < TOLERANCE,
  };
}
