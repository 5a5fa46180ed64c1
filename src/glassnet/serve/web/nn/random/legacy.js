/** `numpy.random.RandomState`, for recipes that draw first weights as `numpy.random.seed` and `randn` do. */

import { log } from "../math.js";
import { MersenneTwister } from "./mersenne-twister.js";

export class RandomState {
  #bits;
  /** @type {number | null} */
  #kept = null;

  /** @param {number} seed from 0, below 2^32 */
  constructor(seed) {
    this.#bits = new MersenneTwister(seed);
  }

  /** From 0, below 1: 53 random bits. */
  random() {
    const high = this.#bits.draw() >>> 5;
    const low = this.#bits.draw() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** From a normal distribution of mean 0 and variance 1, two at a time (Marsaglia, Bray 1964). */
  standardNormal() {
    if (this.#kept !== null) {
      const kept = this.#kept;
      this.#kept = null;
      return kept;
    }
    for (;;) {
      const x = 2 * this.random() - 1;
      const y = 2 * this.random() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      this.#kept = factor * x;
      return factor * y;
    }
  }

  /** From `low`, below `high`. @param {number} low @param {number} high */
  uniform(low, high) {
    return low + (high - low) * this.random();
  }
}
