/** The natural logarithm, to half a unit in the last place and a little. */

import { LN2_HIGH, LN2_LOW } from "./exponential.js";
import { powerOfTwo } from "./scaling.js";

const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);
// Which half of a double holds its exponent depends on the machine.
number[0] = 1;
const HIGH = halves[1] === 0 ? 0 : 1;

/** Splits a double into two with half of its digits each (Veltkamp 1968). */
const SPLITTER = 134217729;

const SQRT2 = Math.sqrt(2);

/**
 * log(2^k (1 + f + fLow)), for f from -0.3 to 0.42 and a tiny fLow.
 *
 * With s = f / (2 + f): log(1 + f) = 2 artanh(s) = 2 s + 2/3 s^3 + 2/5 s^5 + ... The first term decides the last bit,
 * so s is kept in two parts; s times the divisor is computed exactly (Dekker 1971).
 * @param {number} k @param {number} f @param {number} fLow
 */
function logOfParts(k, f, fLow) {
  const divisor = 2 + f;
  const divisorLow = f - (divisor - 2) + fLow;
  const s = f / divisor;
  const product = s * divisor;
  const sBig = s * SPLITTER - (s * SPLITTER - s);
  const dBig = divisor * SPLITTER - (divisor * SPLITTER - divisor);
  const sRest = s - sBig;
  const dRest = divisor - dBig;
  const productLow = sBig * dBig - product + sBig * dRest + sRest * dBig + sRest * dRest;
  const sLow = (f - product - productLow + fLow - s * divisorLow) / divisor;
  const z = s * s;
  const upper = 2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21 + (z * 2) / 23)));
  const series = 2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * upper)))));
  const high = k * LN2_HIGH;
  const sum = high + 2 * s;
  const lost = k === 0 ? 0 : 2 * s - (sum - high);
  return sum + (lost + (k * LN2_LOW + (2 * sLow + s * z * series)));
}

/**
 * log(x + xLow), for positive finite x.
 * @param {number} x @param {number} xLow
 */
function logOfSum(x, xLow) {
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  number[0] = x;
  const exponent = (halves[HIGH] >>> 20) - 1023;
  halves[HIGH] = (halves[HIGH] & 0xfffff) | 0x3ff00000;
  let mantissa = number[0];
  k += exponent;
  if (mantissa > SQRT2) {
    mantissa /= 2;
    k += 1;
  }
  return logOfParts(k, mantissa - 1, xLow === 0 ? 0 : xLow * powerOfTwo(-k));
}

/** The natural logarithm. @param {number} x */
export function log(x) {
  if (x > 0 && x < Infinity) return logOfSum(x, 0);
  return x === 0 ? -Infinity : x > 0 ? Infinity : NaN;
}

/** log(1 + x), exact for small x, too. @param {number} x */
export function log1p(x) {
  if (x === 0 || x === Infinity) return x;
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x > -0.29 && x < 0.41) return logOfParts(0, x, 0);
  const sum = 1 + x;
  return logOfSum(sum, x >= 1 ? 1 - (sum - x) : x - (sum - 1));
}
