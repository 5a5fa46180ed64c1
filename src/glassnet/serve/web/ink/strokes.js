/** Strokes as values: adding points, erasing, undo. Nothing here touches the page. */

/**
 * @typedef {import("../reading/backend.js").Point} Point
 * @typedef {import("../reading/backend.js").Stroke} Stroke
 */

const MIN_DISTANCE = 0.75;
const ERASER_STEP = 1.5;

/** Rounded to quarters of a unit, as drawings are shared. @param {number} x @param {number} y @returns {Point} */
export function roundPoint(x, y) {
  return [Math.round(4 * x) / 4, Math.round(4 * y) / 4];
}

/** Whether `next` is far enough from the stroke's end to be kept. @param {Stroke} stroke @param {Point} next */
export function isFarEnough(stroke, next) {
  const last = stroke.at(-1);
  return !last || distance(last, next) >= MIN_DISTANCE;
}

/**
 * The strokes without what lies within `radius` of `where`: a stroke may be split.
 *
 * @param {Stroke[]} strokes @param {Point} where @param {number} radius
 */
export function eraseStrokes(strokes, where, radius) {
  return strokes.flatMap((stroke) => (touches(stroke, where, radius) ? splitStroke(densify(stroke), where, radius) : [stroke]));
}

/** @param {Stroke} stroke @param {Point} where @param {number} radius */
function touches(stroke, where, radius) {
  return densify(stroke).some((each) => distance(each, where) < radius);
}

/** @param {Stroke} stroke @param {Point} where @param {number} radius @returns {Stroke[]} */
function splitStroke(stroke, where, radius) {
  /** @type {Stroke[]} */
  const pieces = [[]];
  for (const each of stroke) {
    if (distance(each, where) >= radius) pieces[pieces.length - 1].push(each);
    else if (pieces[pieces.length - 1].length) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 1);
}

/** The stroke with points so close together that a small eraser cannot miss all of them. @param {Stroke} stroke */
function densify(stroke) {
  /** @type {Stroke} */
  const points = stroke.slice(0, 1);
  for (let i = 1; i < stroke.length; i++) {
    const [from, to] = [stroke[i - 1], stroke[i]];
    const steps = Math.max(1, Math.ceil(distance(from, to) / ERASER_STEP));
    for (let k = 1; k <= steps; k++) {
      points.push(roundPoint(from[0] + ((to[0] - from[0]) * k) / steps, from[1] + ((to[1] - from[1]) * k) / steps));
    }
  }
  return points;
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/**
 * A value with undo and redo.
 *
 * @template T
 * @param {T} first
 */
export function createHistory(first) {
  let past = /** @type {T[]} */ ([]);
  let future = /** @type {T[]} */ ([]);
  let present = first;
  return {
    get present() { return present; },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    /** @param {T} value */
    push(value) {
      past = [...past.slice(-199), present];
      future = [];
      present = value;
    },
    undo() {
      if (!past.length) return;
      future = [present, ...future];
      present = /** @type {T} */ (past.pop());
    },
    redo() {
      if (!future.length) return;
      past = [...past, present];
      present = /** @type {T} */ (future.shift());
    },
    /** @param {T} value */
    reset(value) {
      past = [];
      future = [];
      present = value;
    },
  };
}
