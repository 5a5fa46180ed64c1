/** The error function erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, for GELU. */

import { exp } from "./exponential.js";

const TWO_OVER_SQRT_PI = 1.1283791670955126;
const SPLITTER = 134217729;

/** From here on a continued fraction is shorter than the series. */
const FAR = 2.5;

/** @param {number} x */
export function erf(x) {
  const size = Math.abs(x);
  const value = size < FAR ? sumSeries(size) : 1 - erfcOfLarge(size);
  return x < 0 ? -value : value;
}

/** 1 - erf(x), without loss of digits where it is small. @param {number} x */
export function erfc(x) {
  return x < FAR ? 1 - erf(x) : erfcOfLarge(x);
}

/** exp(-x^2), with what rounding takes from x^2 put back. @param {number} x */
export function gauss(x) {
  if (!(Math.abs(x) < 28)) return x === x ? 0 : NaN;
  const square = x * x;
  const big = x * SPLITTER - (x * SPLITTER - x);
  const rest = x - big;
  const lost = big * big - square + 2 * big * rest + rest * rest;
  return exp(-square) * (1 - lost);
}

/**
 * erf(x) = 2 / sqrt(pi) exp(-x^2) x (1 + 2 x^2 / 3 (1 + 2 x^2 / 5 (1 + ...))), from the inside out.
 * @param {number} x
 */
function sumSeries(x) {
  const twice = 2 * x * x;
  let sum = 1;
  for (let n = Math.ceil(12 + 14 * x); n > 0; n--) sum = 1 + (sum * twice) / (2 * n + 1);
  return TWO_OVER_SQRT_PI * gauss(x) * x * sum;
}

/**
 * erfc(x) = exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))) (Laplace 1805).
 * @param {number} x
 */
function erfcOfLarge(x) {
  if (!(x < 28)) return x >= 28 ? 0 : NaN;
  let rest = x;
  for (let n = x < 4 ? 60 : 24; n > 0; n--) rest = x + n / 2 / rest;
  return ((TWO_OVER_SQRT_PI / 2) * gauss(x)) / rest;
}
