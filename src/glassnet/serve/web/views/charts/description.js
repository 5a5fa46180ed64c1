/** A chart in words, for those who cannot see it. */

import { countOf, findLongest, findNearest, findRange } from "./series.js";
import { formatValue } from "./ticks.js";

/** @typedef {import("./series.js").Series} Series */

/**
 * What the chart shows: its axes, and for every series where it ends, where it began, and its range.
 *
 * @param {string} label @param {string} xLabel @param {Series[]} all @param {(value: number) => string} format
 */
export function describeChart(label, xLabel, all, format) {
  const longest = findLongest(all);
  const range = longest && findRange([longest.xs]);
  if (!range) return `Line chart of ${label} over ${xLabel}. No values yet.`;
  const extent = `${formatValue(range[0])} to ${formatValue(range[1])}`;
  return [`Line chart of ${label} over ${xLabel}, ${extent}.`, ...all.map((each) => describeSeries(each, format))].join(" ");
}

/** @param {Series} series @param {(value: number) => string} format */
function describeSeries(series, format) {
  const { name, xs, ys } = series;
  const last = countOf(series) - 1;
  if (last < 0) return `${name}: no values yet.`;
  const range = findRange([ys]);
  if (!range) return `${name}: no finite value.`;
  const lost = Number.isFinite(ys[last]) ? "" : ` No finite number from ${formatValue(xs[findFirstLost(series)])} on.`;
  return `${name}: from ${format(ys[0])} to ${format(ys[last])}, lowest ${format(range[0])}, highest ${format(range[1])}.${lost}`;
}

/** Where the values that are no finite numbers begin, at the end. @param {Series} series */
function findFirstLost(series) {
  let first = countOf(series) - 1;
  while (first > 0 && !Number.isFinite(series.ys[first - 1])) first -= 1;
  return first;
}

/**
 * All values at one place, as a sentence.
 *
 * @param {string} xLabel @param {number} x @param {Series[]} all @param {(value: number) => string} format
 */
export function describeValues(xLabel, x, all, format) {
  const values = all.filter(countOf).map((series) => `${series.name} ${format(series.ys[findNearest(series, x)])}`);
  return `${xLabel} ${formatValue(x)}: ${values.join(", ")}`;
}
