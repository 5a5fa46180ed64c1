/** One neuron's sum of 16 terms: a digit as 4x4 pixels in tenths, and weights in halves. */

import { roundHalfEven } from "../rooms/lab/core/images.js";
import { Fraction, ZERO, sum } from "./exact.js";

const SIDE = 4;
const MARGIN = 2;
const BLOCK = 6;
const WIDTH = 28;

/** @typedef {Fraction[][]} Grid */
/** @typedef {ReturnType<typeof drawSum>} WeightedSum */

/** A task on an image, with random weights; the sum is not zero. @param {import("../nn/index.js").Generator} rng @param {Uint8Array} image 28x28 */
export function drawSum(rng, image) {
  const pixels = shrink(image);
  const choose = (/** @type {number[]} */ choices) => new Fraction(choices[rng.integer(0, choices.length)], 2);
  for (;;) {
    const weights = buildGrid(() => choose([-2, -1, 0, 1, 1, 2]));
    const bias = choose([-2, -1, 1, 2]);
    const terms = buildGrid((row, column) => pixels[row][column].times(weights[row][column]));
    const total = sum(terms.flat()).plus(bias);
    if (total.sign !== 0) return { image, pixels, weights, bias, terms, total, output: total.sign > 0 ? total : ZERO };
  }
}

/** The mean of each block of 6x6 pixels within a margin of 2, in tenths of the largest one. @param {Uint8Array} image @returns {Grid} */
export function shrink(image) {
  const means = buildGrid((row, column) => {
    let total = 0;
    for (let i = 0; i < BLOCK * BLOCK; i++) total += image[(MARGIN + BLOCK * row + Math.floor(i / BLOCK)) * WIDTH + MARGIN + BLOCK * column + (i % BLOCK)];
    return total / (BLOCK * BLOCK);
  });
  const largest = Math.max(1, ...means.flat());
  return means.map((row) => row.map((each) => new Fraction(roundHalfEven((10 * each) / largest), 10)));
}

/** @template T @param {(row: number, column: number) => T} compute @returns {T[][]} */
function buildGrid(compute) {
  return Array.from({ length: SIDE }, (_, row) => Array.from({ length: SIDE }, (__, column) => compute(row, column)));
}
