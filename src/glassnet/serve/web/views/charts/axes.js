/** From values to pixels: scales, their ticks, and the area that the lines are drawn in. */

import { findRange } from "./series.js";
import { chooseLogTicks, chooseTicks, formatTick, widenToTicks } from "./ticks.js";

/**
 * @typedef {import("./series.js").Series} Series
 *
 * @typedef {object} Axis
 * @property {string} label
 * @property {number} [min]  where the axis begins; otherwise where the values do
 * @property {number} [max]
 * @property {"linear" | "log"} [scale]
 * @property {(value: number) => string} [formatTick]
 *
 * @typedef {object} Scale
 * @property {(value: number) => number} toPixel  NaN for a value that the scale cannot show
 * @property {(pixel: number) => number} toValue
 *
 * @typedef {{scale: Scale, ticks: {pixel: number, text: string}[]}} PlacedAxis
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{box: Box, x: PlacedAxis, y: PlacedAxis}} Frame
 */

const TICK_HEIGHT = 44;
const TICK_WIDTH = 90;

/** What a chart can tell apart: values beyond are left out, and smaller differences count as none. */
const [SMALLEST, LARGEST] = [1e-300, 1e300];
const SMALLEST_SHARE = 1e-9;

/**
 * Where everything stands on a canvas of this size.
 *
 * @param {{width: number, height: number}} size @param {Series[]} series
 * @param {{x: Axis, y: Axis}} axes @param {(text: string) => number} measure  a text's width in pixels
 * @returns {Frame}
 */
export function placeAxes({ width, height }, series, axes, measure) {
  const bottom = height - 22;
  const y = placeAxis(axes.y, series.map((each) => each.ys), bottom, 8, TICK_HEIGHT, true);
  const left = Math.ceil(Math.max(...y.ticks.map(({ text }) => measure(text)), 8)) + 10;
  const right = Math.max(left + 1, width - 12);
  const x = placeAxis(axes.x, series.map((each) => each.xs), left, right, TICK_WIDTH, false);
  return { box: { left, top: 8, right, bottom }, x, y };
}

/**
 * @param {Axis} axis @param {ArrayLike<number>[]} values @param {number} start @param {number} end  in pixels
 * @param {number} spacing  of ticks, in pixels @param {boolean} widens  whether the axis goes on to the next tick
 * @returns {PlacedAxis}
 */
function placeAxis(axis, values, start, end, spacing, widens) {
  const isLog = axis.scale === "log";
  const count = Math.max(1, Math.floor(Math.abs(end - start) / spacing));
  let [from, to] = findLimits(axis, values, isLog);
  if (widens && !isLog) {
    const [low, high] = widenToTicks(from, to, count);
    [from, to] = [axis.min ?? low, axis.max ?? high];
  }
  const scale = createScale(from, to, start, end, isLog);
  const ticks = (isLog ? chooseLogTicks : chooseTicks)(from, to, count);
  const format = axis.formatTick ?? formatTick;
  return { scale, ticks: ticks.map((value) => ({ pixel: scale.toPixel(value), text: format(value) })) };
}

/** @param {Axis} axis @param {ArrayLike<number>[]} values @param {boolean} isLog @returns {[number, number]} */
function findLimits(axis, values, isLog) {
  const found = findRange(values, isLog ? isPositive : isInReach) ?? (isLog ? [0.1, 1] : [0, 1]);
  const [from, to] = [axis.min ?? found[0], axis.max ?? found[1]];
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (to - from > Math.max(size * SMALLEST_SHARE, SMALLEST)) return [from, to];
  if (isLog) return [from / 3, from * 3];
  const margin = size > SMALLEST ? size / 10 : 0.5;
  return axis.min === undefined ? [from - margin, from + margin] : [from, from + margin];
}

/** @param {number} value */
function isInReach(value) {
  return Math.abs(value) < LARGEST;
}

/** @param {number} value */
function isPositive(value) {
  return value > SMALLEST && value < LARGEST;
}

/** @param {number} from @param {number} to @param {number} start @param {number} end @param {boolean} isLog @returns {Scale} */
export function createScale(from, to, start, end, isLog) {
  const forward = isLog ? Math.log10 : (/** @type {number} */ value) => value;
  const back = isLog ? (/** @type {number} */ value) => 10 ** value : (/** @type {number} */ value) => value;
  const [low, pixels] = [forward(from), (end - start) / (forward(to) - forward(from))];
  return {
    toPixel: (value) => start + (forward(value) - low) * pixels,
    toValue: (pixel) => back(low + (pixel - start) / pixels),
  };
}
