/** The one cosine that schedules need. */

/** So many terms of a series count for |x| <= pi / 4. */
const TERMS = 9;

/** cos(pi t) for t from 0 to 1. @param {number} t */
export function cosPi(t) {
  if (t > 0.5) return -cosPi(1 - t);
  return t <= 0.25 ? cosOfSmall(Math.PI * t) : sinOfSmall(Math.PI * (0.5 - t));
}

/** 1 - x^2 / 2! + x^4 / 4! - ... @param {number} x */
function cosOfSmall(x) {
  let sum = 1;
  for (let n = TERMS; n > 0; n--) sum = 1 - (sum * x * x) / (2 * n * (2 * n - 1));
  return sum;
}

/** x - x^3 / 3! + x^5 / 5! - ... @param {number} x */
function sinOfSmall(x) {
  let sum = 1;
  for (let n = TERMS; n > 0; n--) sum = 1 - (sum * x * x) / (2 * n * (2 * n + 1));
  return x * sum;
}
