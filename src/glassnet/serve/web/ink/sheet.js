/** The sheet: records ink from mouse, pen, finger and keyboard, and shows it. */

import { formatColor, readPalette } from "../look/colors.js";
import { fitCanvas } from "../look/elements.js";
import { SHEET } from "../reading/backend.js";
import { paintBackdrop } from "./backdrop.js";
import { setUpKeys } from "./keys.js";
import { paintStrokes } from "./pen.js";
import { setUpPointer } from "./pointer.js";
import { createHistory, eraseStrokes, isFarEnough } from "./strokes.js";

/**
 * @typedef {import("../reading/backend.js").Point} Point
 * @typedef {import("../reading/backend.js").Stroke} Stroke
 * @typedef {import("../reading/backend.js").Drawing} Drawing
 * @typedef {ReturnType<typeof createSheet>} Sheet
 */

/** How far the eraser reaches beyond the width of the pen. */
const ERASER_REACH = 10;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} onChange  called after every change of the sheet
 * @param {() => void} onSettle  called when a drawing is finished for now: the pen is lifted, something else is shown
 */
export function createSheet(canvas, onChange, onSettle) {
  const history = createHistory(/** @type {Stroke[]} */ ([]));
  /** @type {Stroke[]} */
  let strokes = [];
  /** @type {Drawing | null} */
  let other = null;
  let pen = 18;
  let erasing = false;
  let isExample = false;
  /** @type {Point | null} */
  let cursor = null;
  let frame = 0;

  function paint() {
    frame = 0;
    const colors = readPalette();
    const { context, width } = fitCanvas(canvas);
    context.scale(width / SHEET, width / SHEET);
    if (other) paintBackdrop(context, other, colors, schedulePaint);
    paintStrokes(context, strokes, pen, formatColor(colors.ink));
    if (cursor) paintCursor(context, cursor, formatColor(colors.focus));
  }

  function schedulePaint() {
    frame ||= requestAnimationFrame(paint);
  }

  function update() {
    schedulePaint();
    onChange();
  }

  /** The user draws: an example or an image is removed. */
  function removeForeign() {
    if (!isExample && !other) return;
    isExample = false;
    other = null;
    strokes = [];
    history.reset([]);
  }

  const penListener = {
    /** @param {Point} point @param {boolean} erase */
    begin(point, erase) {
      removeForeign();
      strokes = erase ? eraseStrokes(strokes, point, pen / 2 + ERASER_REACH) : [...strokes, [point]];
      update();
    },
    /** @param {Point[]} points @param {boolean} erase */
    move(points, erase) {
      if (erase) strokes = points.reduce((left, point) => eraseStrokes(left, point, pen / 2 + ERASER_REACH), strokes);
      else strokes = [...strokes.slice(0, -1), points.reduce(extendStroke, strokes[strokes.length - 1] ?? [])];
      update();
    },
    end() {
      if (strokes !== history.present) history.push(strokes);
      update();
      onSettle();
    },
    /** @param {Point | null} point */
    showCursor(point) {
      cursor = point;
      schedulePaint();
    },
  };

  /** @param {() => void} change */
  function stepHistory(change) {
    if (isExample || other) return api.clear();
    change();
    strokes = history.present;
    update();
    onSettle();
  }

  const api = {
    get strokes() { return strokes; },
    get pen() { return pen; },
    get erasing() { return erasing; },
    get canUndo() { return history.canUndo || isExample || other !== null; },
    get canRedo() { return history.canRedo; },
    get isEmpty() { return strokes.length === 0 && other === null; },
    /** Whether the example is on it. */
    get isExample() { return isExample; },
    /** Whether the user did not draw what is on the sheet: an example or an image. */
    get isForeign() { return isExample || other !== null; },
    /** @returns {Drawing} */
    get drawing() { return other ?? { kind: "strokes", strokes, pen }; },
    undo: () => stepHistory(history.undo),
    redo: () => stepHistory(history.redo),
    clear() {
      if (!isExample && strokes.length) history.push([]);
      isExample = false;
      other = null;
      strokes = [];
      update();
      onSettle();
    },
    /** @param {number} width */
    setPen(width) { pen = width; update(); },
    /** @param {boolean} on */
    setErasing(on) { erasing = on; },
    /** Show strokes that the user did not draw. @param {Stroke[]} given @param {{settled?: boolean}} [options] */
    showExample(given, { settled = true } = {}) {
      other = null;
      isExample = true;
      strokes = given;
      update();
      if (settled) onSettle();
    },
    /** Show strokes as the user's own. @param {Stroke[]} given */
    restore(given) {
      other = null;
      isExample = false;
      strokes = given;
      history.reset(given);
      update();
      onSettle();
    },
    /** Show an image or pixels. @param {Drawing} drawing */
    show(drawing) {
      other = drawing;
      isExample = false;
      strokes = [];
      history.reset([]);
      update();
      onSettle();
    },
    repaint: schedulePaint,
  };

  setUpPointer(canvas, penListener, () => erasing);
  setUpKeys(canvas, penListener, api);
  new ResizeObserver(schedulePaint).observe(canvas);
  return api;
}

/** @param {Stroke} stroke @param {Point} point @returns {Stroke} */
function extendStroke(stroke, point) {
  return isFarEnough(stroke, point) ? [...stroke, point] : stroke;
}

/** @param {CanvasRenderingContext2D} context @param {Point} cursor @param {string} color */
function paintCursor(context, [x, y], color) {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.moveTo(x - 12, y);
  context.lineTo(x + 12, y);
  context.moveTo(x, y - 12);
  context.lineTo(x, y + 12);
  context.stroke();
}
