/** Series as lines of pixels: no more points than the screen can show, and gaps where there is no number. */

import { countOf } from "./series.js";

/**
 * The lines of a series, each a flat array x, y, x, y, ... in pixels.
 *
 * Of values that fall on the same column of pixels the first, smallest, largest and last are kept, so that no peak is lost.
 *
 * @param {import("./series.js").Series} series
 * @param {import("./axes.js").Scale} x @param {import("./axes.js").Scale} y
 * @returns {number[][]}
 */
export function traceLines(series, x, y) {
  const { xs, ys } = series;
  const count = countOf(series);
  /** @type {number[][]} */
  const lines = [];
  /** @type {number[]} */
  let line = [];
  for (let i = 0; i < count; ) {
    const across = x.toPixel(xs[i]);
    const column = Math.round(across);
    const first = y.toPixel(ys[i]);
    i += 1;
    if (!Number.isFinite(across) || !Number.isFinite(first)) {
      if (line.length) lines.push(line);
      line = [];
      continue;
    }
    let low = first;
    let high = first;
    let last = first;
    for (; i < count && Math.round(x.toPixel(xs[i])) === column; i++) {
      const down = y.toPixel(ys[i]);
      if (!Number.isFinite(down)) break;
      if (down < low) low = down;
      if (down > high) high = down;
      last = down;
    }
    addColumn(line, across, first, low, high, last);
  }
  if (line.length) lines.push(line);
  return lines;
}

/**
 * @param {number[]} line @param {number} across
 * @param {number} first @param {number} low @param {number} high @param {number} last
 */
function addColumn(line, across, first, low, high, last) {
  line.push(across, first);
  if (low < Math.min(first, last)) line.push(across, low);
  if (high > Math.max(first, last)) line.push(across, high);
  if (last !== first) line.push(across, last);
}
