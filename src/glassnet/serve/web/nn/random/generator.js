/** `numpy.random.default_rng`: the same numbers from the same seeds, bit for bit. */

import { drawNormal } from "./normal.js";
import { PCG64 } from "./pcg64.js";

export class Generator {
  /** @type {PCG64} */
  #bits;
  /** @type {number | null} */
  #kept = null;

  /** @param {number[]} entropy whole numbers from 0 on: streams that differ in one are independent */
  constructor(entropy) {
    this.#bits = new PCG64(entropy);
  }

  /** 32 bits: each draw of 64 serves twice, low half first. */
  nextUint32() {
    if (this.#kept !== null) {
      const kept = this.#kept;
      this.#kept = null;
      return kept;
    }
    this.#bits.draw();
    this.#kept = this.#bits.high;
    return this.#bits.low;
  }

  /** From 0, below 1: 53 random bits. */
  random() {
    this.#bits.draw();
    return (this.#bits.high * 2097152 + (this.#bits.low >>> 11)) / 9007199254740992;
  }

  /** From 0, below 1: 24 random bits, as `random(dtype=float32)`. */
  randomFloat32() {
    return (this.nextUint32() >>> 8) / 16777216;
  }

  /** From a normal distribution of mean 0 and variance 1. */
  standardNormal() {
    return drawNormal(this.#bits, () => this.random());
  }

  /** From `low`, below `high`. @param {number} low @param {number} high */
  uniform(low, high) {
    return low + (high - low) * this.random();
  }

  /**
   * A whole number from `low`, below `high`; at most 2^32 - 1 apart (Lemire 2019).
   * @param {number} low @param {number} high
   */
  integer(low, high) {
    const count = high - low;
    if (count === 1) return low;
    let product = multiply(this.nextUint32(), count);
    if (product.low < count) {
      const least = (4294967296 - count) % count;
      while (product.low < least) product = multiply(this.nextUint32(), count);
    }
    return low + product.high;
  }

  /** 0, 1, ..., count - 1 in random order. @param {number} count @returns {Uint32Array} */
  permutation(count) {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    this.shuffle(order);
    return order;
  }

  /** Put an array into random order, in place (Fisher, Yates). @param {{length: number, [i: number]: any}} array */
  shuffle(array) {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.#upTo(i);
      const moved = array[i];
      array[i] = array[j];
      array[j] = moved;
    }
  }

  /** A whole number from 0 to `highest`: random bits until they are not too large. @param {number} highest */
  #upTo(highest) {
    const mask = 2 ** (32 - Math.clz32(highest)) - 1;
    for (;;) {
      const value = (this.nextUint32() & mask) >>> 0;
      if (value <= highest) return value;
    }
  }
}

/** The 64-bit product of two 32-bit numbers, in two halves. @param {number} a @param {number} b */
function multiply(a, b) {
  const lower = (a & 0xffff) * b;
  const upper = (a >>> 16) * b + Math.floor(lower / 65536);
  return { high: Math.floor(upper / 65536), low: (upper % 65536) * 65536 + (lower % 65536) };
}
