/**
 * PCG64 (O'Neill 2014): state <- state * multiplier + increment, on 128 bits; its two halves, xored and rotated, are
 * the next 64 random bits.
 *
 * The 128 bits are eight digits of 16 bits, lowest first: sums of their products stay exact in doubles.
 */

import { generateState } from "./seed-sequence.js";

const DIGITS = 8;
const MULTIPLIER = Float64Array.of(0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360);

export class PCG64 {
  /** The two halves of the last 64 bits. */
  high = 0;
  low = 0;
  #state = new Float64Array(DIGITS);
  #increment;
  #next = new Float64Array(DIGITS);

  /** @param {number[]} entropy whole numbers from 0 on, as `numpy.random.default_rng([...])` takes them */
  constructor(entropy) {
    const words = generateState(entropy, 8);
    // NumPy reads the words as 64-bit numbers, low word first, and two of these as one of 128 bits, high one first.
    const start = toDigits([words[2], words[3], words[0], words[1]]);
    this.#increment = setLowestBit(toDigits([words[6], words[7], words[4], words[5]]));
    this.#step();
    add(this.#state, start);
    this.#step();
  }

  /** Draw 64 bits into `high` and `low`. */
  draw() {
    this.#step();
    const s = this.#state;
    const high = (s[7] * 65536 + s[6]) ^ (s[3] * 65536 + s[2]);
    const low = (s[5] * 65536 + s[4]) ^ (s[1] * 65536 + s[0]);
    const turn = s[7] >>> 10;
    const [upper, lower] = turn < 32 ? [high, low] : [low, high];
    const bits = turn % 32;
    this.high = bits === 0 ? upper >>> 0 : ((upper >>> bits) | (lower << (32 - bits))) >>> 0;
    this.low = bits === 0 ? lower >>> 0 : ((lower >>> bits) | (upper << (32 - bits))) >>> 0;
  }

  #step() {
    const state = this.#state;
    const next = this.#next;
    let carry = 0;
    for (let k = 0; k < DIGITS; k++) {
      let sum = carry + this.#increment[k];
      for (let i = 0; i <= k; i++) sum += state[i] * MULTIPLIER[k - i];
      carry = Math.floor(sum / 65536);
      next[k] = sum - carry * 65536;
    }
    this.#state = next;
    this.#next = state;
  }
}

/** @param {number[]} words 32 bits each, lowest first */
function toDigits(words) {
  return Float64Array.from(words.flatMap((word) => [word & 0xffff, word >>> 16]));
}

/** 2 x + 1. @param {Float64Array} digits */
function setLowestBit(digits) {
  let carry = 1;
  return digits.map((digit) => {
    const doubled = 2 * digit + carry;
    carry = doubled >>> 16;
    return doubled & 0xffff;
  });
}

/** @param {Float64Array} digits changed in place @param {Float64Array} others */
function add(digits, others) {
  let carry = 0;
  for (let k = 0; k < DIGITS; k++) {
    const sum = digits[k] + others[k] + carry;
    carry = sum >>> 16;
    digits[k] = sum & 0xffff;
  }
}
