/** A worksheet: four tasks drawn by a seed, solved in exact numbers: those of `glassnet worksheet` with the same seed and digit. */

import { Generator } from "../nn/index.js";
import { drawConfusion } from "./confusion.js";
import { drawNetwork, solve, update, RATE } from "./tiny-network.js";
import { drawSum } from "./weighted-sum.js";

/** Keeps these draws apart from every other use of the same seed. */
const WORKSHEET_STREAM = 0x5ee7;

/** @typedef {ReturnType<typeof makeWorksheet>} Worksheet */

/** @param {number} seed @param {Uint8Array} image the digit of the sum of 16 terms, 28x28, 255 full ink */
export function makeWorksheet(seed, image) {
  const rng = new Generator([WORKSHEET_STREAM, seed]);
  const network = drawNetwork(rng);
  const solved = solve(network);
  const updated = update(network, solved);
  return {
    seed, network, solved, updated, newLoss: solve(updated).loss,
    /** The loss that the derivatives predict for a small rate. */
    promisedLoss: solved.loss.minus(RATE.times(solved.squaredGradient)),
    weightedSum: drawSum(rng, image), confusion: drawConfusion(rng),
  };
}
