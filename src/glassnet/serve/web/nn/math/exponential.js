/**
 * exp, exp(x) - 1, tanh and the sigmoid from additions, multiplications, divisions alone.
 *
 * Those of browsers differ in their last bit from one to the other; IEEE 754 fixes every bit of these. So a training
 * run gives the same weights everywhere. Errors stay below about one unit in the last place.
 */

import { powerOfTwo } from "./scaling.js";

// ln 2 in two parts: the first has 32 bits, so that its products with small whole numbers are exact.
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
const ONE_OVER_LN2 = 1.4426950408889634;

/** Above, exp(x) is larger than every double; below the other, it rounds to zero. */
const LARGEST = 709.782712893384;
const SMALLEST = -745.1332191019412;

/** 1/2!, 1/3!, ..., 1/14!: as many as count for |r| <= ln(2) / 2. */
const TAYLOR = Array.from({ length: 13 }, (_, i) => 1 / factorial(i + 2));
const [T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14] = TAYLOR;

/** @param {number} n */
function factorial(n) {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/**
 * exp(r + rest) - 1 for |r| <= ln(2) / 2 and a tiny rest: the first terms of r + r^2 / 2! + r^3 / 3! + ...
 * @param {number} r @param {number} rest
 */
function expm1OfSmall(r, rest) {
  const high = T8 + r * (T9 + r * (T10 + r * (T11 + r * (T12 + r * (T13 + r * T14)))));
  const sum = T2 + r * (T3 + r * (T4 + r * (T5 + r * (T6 + r * (T7 + r * high)))));
  return r + (rest + r * r * sum + r * rest);
}

/** e^x, as 2^k e^r with x = k ln 2 + r. @param {number} x */
export function exp(x) {
  if (!(x <= LARGEST)) return x > LARGEST ? Infinity : NaN;
  if (x < SMALLEST) return 0;
  const k = Math.floor(x * ONE_OVER_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const y = 1 + expm1OfSmall(r, high - r - low);
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  if (k < -1021) return y * powerOfTwo(k + 60) * powerOfTwo(-60);
  return y * powerOfTwo(k);
}

/** e^x - 1, exact for small x, too: 2^k (e^r - 1) + (2^k - 1). @param {number} x */
export function expm1(x) {
  if (x > 40) return exp(x);
  if (x < -40) return -1;
  const k = Math.floor(x * ONE_OVER_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const small = expm1OfSmall(r, high - r - low);
  if (k === 0) return small;
  const scale = powerOfTwo(k);
  return scale * small + (scale - 1);
}

/** (e^2x - 1) / (e^2x + 1). @param {number} x */
export function tanh(x) {
  const size = Math.abs(x);
  if (size > 22) return x < 0 ? -1 : 1;
  const t = expm1(2 * size);
  const value = size < 1 ? t / (t + 2) : 1 - 2 / (t + 2);
  return x < 0 ? -value : value;
}

/** 1 / (1 + e^-x). @param {number} x */
export function sigmoid(x) {
  return 1 / (1 + exp(-x));
}
