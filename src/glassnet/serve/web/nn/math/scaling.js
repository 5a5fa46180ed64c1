/** Powers of two, each exact. */

const LOWEST = -1074;
const POWERS_OF_TWO = listPowersOfTwo();

function listPowersOfTwo() {
  const powers = new Float64Array(1024 - LOWEST);
  powers[-LOWEST] = 1;
  for (let k = 1; k < 1024; k++) powers[k - LOWEST] = 2 * powers[k - 1 - LOWEST];
  for (let k = -1; k >= LOWEST; k--) powers[k - LOWEST] = powers[k + 1 - LOWEST] / 2;
  return powers;
}

/** 2^k for whole k from -1074 to 1023, exact. @param {number} k */
export function powerOfTwo(k) {
  return POWERS_OF_TWO[k - LOWEST];
}
