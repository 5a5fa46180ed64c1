/** How far an accuracy measured on so many examples may be off. */

const Z95 = 1.959963984540054;

/**
 * The 95 % interval of Wilson (1927) for a share of `count` examples, as `glassnet evaluate` prints it.
 * @param {number} share @param {number} count @returns {[number, number]}
 */
export function findInterval(share, count) {
  const denominator = 1 + Z95 ** 2 / count;
  const center = (share + Z95 ** 2 / (2 * count)) / denominator;
  const half = (Z95 * Math.sqrt((share * (1 - share)) / count + Z95 ** 2 / (4 * count ** 2))) / denominator;
  return [Math.max(0, center - half), Math.min(1, center + half)];
}

/** Half the width of the binomial interval: 2.3 points for 84 % of 1,000. @param {number} share @param {number} count */
export function findSamplingError(share, count) {
  return Z95 * Math.sqrt((share * (1 - share)) / count);
}

/** "MNIST test (10,000)" has 10,000 examples; null where a set does not say. @param {string} set */
export function countExamples(set) {
  const found = /\(([\d,]+)\)$/.exec(set);
  return found ? Number(found[1].replaceAll(",", "")) : null;
}
