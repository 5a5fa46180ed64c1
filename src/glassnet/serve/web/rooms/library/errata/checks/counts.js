/** Checks that count: entries, classes, images. */

import { Network, fromPlain } from "../../../../nn/index.js";
import { formatCount, formatShare } from "../../../learn/numbers.js";
import { findInterval } from "../../intervals.js";
import { measureOverfit } from "../overfit.js";

/** @typedef {import("./index.js").Check} Check */

/** @param {number} inputs @param {number} units */
function createLayer(inputs, units) {
  return new Network([fromPlain("layer", { type: "dense", units })], [inputs]);
}

/** @param {number} found @param {number} expected @param {string} name */
function compareCounts(found, expected, name) {
  return { holds: found === expected, found: `${formatCount(found)} ${name}`, expected: formatCount(expected) };
}

/** How often k of 1,000 images are right, for a network whose accuracy is 85 %. @returns {number[]} */
function findChances(accuracy = 0.85, count = 1000) {
  let logarithm = count * Math.log(1 - accuracy);
  return Array.from({ length: count + 1 }, (_, k) => {
    if (k > 0) logarithm += Math.log((count - k + 1) / k) + Math.log(accuracy / (1 - accuracy));
    return Math.exp(logarithm);
  });
}

/** @type {Record<string, Check>} */
export const COUNT_CHECKS = {
  "shape-of-first-gradient": {
    what: "Has dW[1] an entry for each weight of the first layer?",
    run: (isWritten) => compareCounts(10 * (isWritten ? 10 : 784), createLayer(784, 10).layout[0][1].reduce((a, b) => a * b), "entries"),
  },
  "number-of-classes": {
    what: "Labels 3, 8 and 0: are there ten rows, one for each digit?",
    run: (isWritten) => compareCounts(isWritten ? Math.max(3, 8, 0) + 1 : 10, 10, "rows"),
  },
  "bias-inside-the-sum": {
    what: "How many biases has a neuron that reads 784 pixels?",
    run: (isWritten) => compareCounts(isWritten ? 784 : 1, createLayer(784, 1).layout[1][1][0], isWritten ? "biases" : "bias"),
  },
  "thousand-images": {
    what: "A network with an accuracy of 85 % is measured on 1,000 images, again and again: is what is stated true 95 times in 100?",
    run(isWritten) {
      const share = findChances().reduce((sum, chance, k) => {
        const [low, high] = findInterval(k / 1000, 1000);
        const holds = isWritten ? Math.abs(k / 1000 - 0.85) <= 0.005 : low <= 0.85 && high >= 0.85;
        return sum + (holds ? chance : 0);
      }, 0);
      const stated = isWritten ? "the accuracy, rounded to a whole per cent," : "the interval";
      return { holds: Math.abs(share - 0.95) <= 0.01, found: `${stated} is true in ${formatShare(share)} of the cases`, expected: formatShare(0.95) };
    },
  },
  "training-accuracy": {
    what: "A network is trained on 300 digits, here, now: is the accuracy that is stated that of other digits, within its sampling error?",
    async run(isWritten) {
      const { trained, other, count } = await measureOverfit();
      const [low, high] = findInterval(other, count);
      const stated = isWritten ? trained : other;
      return {
        holds: stated >= low && stated <= high,
        found: `stated: ${formatShare(stated)}, on the ${isWritten ? "300 digits that it was trained on" : `${formatCount(count)} other digits`}`,
        expected: `${formatShare(low)} to ${formatShare(high)}`,
      };
    },
  },
};
