/** Powers, from multiplications alone. */

import { exp } from "./exponential.js";
import { log } from "./logarithm.js";

/** base^exponent for base > 0; whole exponents by repeated squaring. @param {number} base @param {number} exponent */
export function power(base, exponent) {
  if (!Number.isInteger(exponent)) return exp(exponent * log(base));
  if (exponent < 0) return 1 / power(base, -exponent);
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
