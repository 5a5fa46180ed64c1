/** Checks of single functions: what they give where the tutorial's form and the right one differ. */

import { Tensor, fromPlain } from "../../../../nn/index.js";
import { formatNumber } from "../../../learn/numbers.js";

/** @typedef {import("./index.js").Check} Check */
/** @typedef {import("./index.js").Result} Result */

const EPSILON = 1e-5;

/** @param {number} found @param {number} expected @param {string} name @param {number} [tolerance] @returns {Result} */
export function compare(found, expected, name, tolerance = 1e-6) {
  return { holds: Math.abs(found - expected) <= tolerance, found: `${name} ${formatNumber(found)}`, expected: formatNumber(expected) };
}

/** The loss of one example. @param {any} loss @param {number[]} sums @param {number} label */
function measureLoss(loss, sums, label) {
  return fromPlain("loss", loss).compare(new Tensor([1, sums.length], Float64Array.from(sums)), [label]).value;
}

const sigmoid = (/** @type {number} */ x) => 1 / (1 + Math.exp(-x));

/** @type {Record<string, Check>} */
export const FUNCTION_CHECKS = {
  "one-maximum": {
    what: "Two examples, one with sums 1,000 above the other’s: do the probabilities of the lower one add up to 1?",
    run(isWritten) {
      const [low, high] = [[0, 1], [1000, 1001]];
      const maximum = Math.max(...(isWritten ? [...low, ...high] : low));
      const powers = low.map((z) => Math.exp(z - maximum));
      const total = powers.reduce((sum, each) => sum + each, 0);
      return compare(powers.map((each) => each / total).reduce((sum, each) => sum + each, 0), 1, "their sum is");
    },
  },
  "tanh-of-large-sums": {
    what: "Is tanh(800) equal to 1?",
    run: (isWritten) => compare(isWritten ? (Math.exp(800) - Math.exp(-800)) / (Math.exp(800) + Math.exp(-800)) : Math.tanh(800), 1, "tanh(800) is"),
  },
  "softmax-without-maximum": {
    what: "Two equal sums of 800: is the loss −log ½ = 0.693?",
    run: (isWritten) => compare(measureLoss(isWritten ? "unshifted_cross_entropy" : "softmax_cross_entropy", [800, 800], 0), Math.log(2), "the loss is"),
  },
  "base-of-the-logarithm": {
    what: "A probability of 0.80: is its loss the one whose derivative is A − Y?",
    run: (isWritten) => compare(isWritten ? -Math.log10(0.8) : -Math.log(0.8), measureLoss("softmax_cross_entropy", [Math.log(0.8), Math.log(0.2)], 0), "−log 0.80 is"),
  },
  "sigmoid-derivative": {
    what: "At 0: is the derivative of the sigmoid the slope that differences give?",
    run(isWritten) {
      const s = sigmoid(0);
      const slope = (sigmoid(EPSILON) - sigmoid(-EPSILON)) / (2 * EPSILON);
      return compare(isWritten ? s / (1 - s) : s * (1 - s), slope, "the formula gives");
    },
  },
  "name-of-the-loss": {
    what: "Ten outputs that are all wrong by 1: is the mean of their squared errors 1?",
    run(isWritten) {
      const outputs = new Tensor([1, 10], Float64Array.from({ length: 10 }, (_, i) => (i === 3 ? 2 : 1)));
      return compare(fromPlain("loss", isWritten ? "squared_error" : "mean_squared_error").compare(outputs, [3]).value, 1, "the value is");
    },
  },
};
