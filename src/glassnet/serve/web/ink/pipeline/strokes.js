/** Which values are strokes: arrays of points [x, y] of two finite numbers. */

/**
 * @typedef {ArrayLike<number>} Point  [x, y]: x to the right, y downwards, in any unit
 * @typedef {ArrayLike<Point>} Stroke  points in drawing order
 */

/** More points than a person draws: a drawing with more is refused before work is done on it. */
export const MAX_POINTS = 200_000;

const REMEDY = "Give every stroke as [[x, y], [x, y], ...].";

/** What cannot be rendered. The message says what was expected, what came, and what to do. */
export class InkError extends Error {}

/**
 * The strokes without the empty ones, each as a flat array x, y, x, y, ...
 *
 * @param {Iterable<Stroke>} strokes
 * @returns {Float64Array[]}
 * @throws {InkError} for a stroke that is not points of two finite numbers, and for too many points
 */
export function checkStrokes(strokes) {
  const flat = Array.from(strokes, (stroke, index) => flatten(stroke, index + 1));
  const count = flat.reduce((sum, points) => sum + points.length / 2, 0);
  if (count > MAX_POINTS) {
    throw new InkError(
      `renderStrokes expects at most ${MAX_POINTS.toLocaleString("en")} points, got ${count.toLocaleString("en")}. ` +
        "Leave out points that are closer together than the pen is wide.",
    );
  }
  return flat.filter((points) => points.length > 0);
}

/** @param {Stroke} stroke @param {number} number  counted from 1 */
function flatten(stroke, number) {
  if (!isArray(stroke)) throw notPoints(number, "something that is not a table of numbers");
  const flat = new Float64Array(2 * stroke.length);
  for (let i = 0; i < stroke.length; i++) {
    const point = stroke[i];
    if (!isArray(point) || point.length !== 2) throw notPoints(number, `${JSON.stringify(point)} at point ${i + 1}`);
    const [x, y] = [point[0], point[1]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw notPoints(number, `[${x}, ${y}] at point ${i + 1}`);
    flat[2 * i] = x;
    flat[2 * i + 1] = y;
  }
  return flat;
}

/** @param {unknown} value @returns {value is ArrayLike<any>} */
function isArray(value) {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** @param {number} number @param {string} received */
function notPoints(number, received) {
  return new InkError(
    `renderStrokes, stroke ${number}, expects points [x, y] of two finite numbers, got ${received}. ${REMEDY}`,
  );
}
