/**
 * Series of values over a common quantity, and what a chart asks of them.
 *
 * @typedef {object} Series
 * @property {string} name
 * @property {ArrayLike<number>} xs  ascending
 * @property {ArrayLike<number>} ys  one for each x; what is not a finite number leaves a gap
 * @property {string} [color]        a CSS color, such as "var(--positive)"; otherwise the palette's next
 * @property {boolean} [dashed]
 */

/** How many values a series has: xs and ys may grow while they are shown. @param {Series} series */
export function countOf({ xs, ys }) {
  return Math.min(xs.length, ys.length);
}

/**
 * Smallest and largest finite value for which the test holds, or null.
 *
 * @param {ArrayLike<number>[]} lists @param {(value: number) => boolean} [isShown]
 * @returns {[number, number] | null}
 */
export function findRange(lists, isShown = () => true) {
  let [low, high] = [Infinity, -Infinity];
  for (const values of lists) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!Number.isFinite(value) || !isShown(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/** The index of the value nearest to x, or -1 without values. @param {Series} series @param {number} x */
export function findNearest(series, x) {
  const { xs } = series;
  let [low, high] = [0, countOf(series) - 1];
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  return Math.abs(xs[high] - x) < Math.abs(x - xs[low]) ? high : low;
}

/** The x nearest to a given one among all series, or null without values. @param {Series[]} all @param {number} x */
export function snapToValues(all, x) {
  const candidates = all.filter(countOf).map((series) => series.xs[findNearest(series, x)]);
  if (!candidates.length) return null;
  return candidates.reduce((best, each) => (Math.abs(each - x) < Math.abs(best - x) ? each : best));
}

/** The longest series: the keys step along its values. @param {Series[]} all @returns {Series | undefined} */
export function findLongest(all) {
  return all.reduce((/** @type {Series | undefined} */ longest, each) => (longest && countOf(longest) >= countOf(each) ? longest : each), undefined);
}
