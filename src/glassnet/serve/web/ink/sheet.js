/** The sheet: takes ink from mouse, pen, finger and keyboard, and shows it. */

import { css, palette } from "../look/colours.js";
import { sharp } from "../look/elements.js";
import { SHEET } from "../reading/reader.js";
import { paintBackdrop } from "./backdrop.js";
import { setUpKeys } from "./keys.js";
import { paintStrokes } from "./pen.js";
import { setUpPointer } from "./pointer.js";
import { createHistory, erased, isNews } from "./strokes.js";

/**
 * @typedef {import("../reading/reader.js").Point} Point
 * @typedef {import("../reading/reader.js").Stroke} Stroke
 * @typedef {import("../reading/reader.js").Drawing} Drawing
 * @typedef {ReturnType<typeof createSheet>} Sheet
 */

/** How far beyond the pen's own width the eraser reaches. */
const ERASER_REACH = 10;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} changed  called whenever what is on the sheet has changed
 */
export function createSheet(canvas, changed) {
  const history = createHistory(/** @type {Stroke[]} */ ([]));
  /** @type {Stroke[]} */
  let strokes = [];
  /** @type {Drawing | null} */
  let other = null;
  let pen = 18;
  let erasing = false;
  let guest = false;
  /** @type {Point | null} */
  let cursor = null;
  let frame = 0;

  function paint() {
    frame = 0;
    const colours = palette();
    const { context, width } = sharp(canvas);
    context.scale(width / SHEET, width / SHEET);
    if (other) paintBackdrop(context, other, colours, schedulePaint);
    paintStrokes(context, strokes, pen, css(colours.ink));
    if (cursor) paintCursor(context, cursor, css(colours.focus));
  }

  function schedulePaint() {
    frame ||= requestAnimationFrame(paint);
  }

  function update() {
    schedulePaint();
    changed();
  }

  /** Own ink begins: what only visited the sheet, an example or a picture, makes room. */
  function makeRoom() {
    if (!guest && !other) return;
    guest = false;
    other = null;
    strokes = [];
    history.reset([]);
  }

  const hand = {
    /** @param {Point} point @param {boolean} rubbing */
    begin(point, rubbing) {
      makeRoom();
      strokes = rubbing ? erased(strokes, point, pen / 2 + ERASER_REACH) : [...strokes, [point]];
      update();
    },
    /** @param {Point[]} points @param {boolean} rubbing */
    move(points, rubbing) {
      if (rubbing) strokes = points.reduce((left, point) => erased(left, point, pen / 2 + ERASER_REACH), strokes);
      else strokes = [...strokes.slice(0, -1), points.reduce(extended, strokes[strokes.length - 1] ?? [])];
      update();
    },
    end() {
      if (strokes !== history.present) history.push(strokes);
      update();
    },
    /** @param {Point | null} point */
    point(point) {
      cursor = point;
      schedulePaint();
    },
  };

  /** @param {() => void} change */
  function travel(change) {
    if (guest || other) return api.clear();
    change();
    strokes = history.present;
    update();
  }

  const api = {
    get strokes() { return strokes; },
    get pen() { return pen; },
    get erasing() { return erasing; },
    get canUndo() { return history.canUndo || guest || other !== null; },
    get canRedo() { return history.canRedo; },
    get isEmpty() { return strokes.length === 0 && other === null; },
    /** Whether what is on the sheet came from elsewhere: an example or a picture. */
    get hasGuest() { return guest || other !== null; },
    /** @returns {Drawing} */
    get drawing() { return other ?? { kind: "strokes", strokes, pen }; },
    undo: () => travel(history.undo),
    redo: () => travel(history.redo),
    clear() {
      if (!guest && strokes.length) history.push([]);
      guest = false;
      other = null;
      strokes = [];
      update();
    },
    /** @param {number} width */
    setPen(width) { pen = width; update(); },
    /** @param {boolean} on */
    setErasing(on) { erasing = on; },
    /** Put strokes on the sheet that somebody else drew. @param {Stroke[]} given */
    visit(given) {
      other = null;
      guest = true;
      strokes = given;
      update();
    },
    /** Put strokes on the sheet as the reader's own. @param {Stroke[]} given */
    restore(given) {
      other = null;
      guest = false;
      strokes = given;
      history.reset(given);
      update();
    },
    /** Put a picture or pixels on the sheet. @param {Drawing} drawing */
    show(drawing) {
      other = drawing;
      guest = false;
      strokes = [];
      history.reset([]);
      update();
    },
    repaint: schedulePaint,
  };

  setUpPointer(canvas, hand, () => erasing);
  setUpKeys(canvas, hand, api);
  new ResizeObserver(schedulePaint).observe(canvas);
  return api;
}

/** @param {Stroke} stroke @param {Point} point @returns {Stroke} */
function extended(stroke, point) {
  return isNews(stroke, point) ? [...stroke, point] : stroke;
}

/** @param {CanvasRenderingContext2D} context @param {Point} cursor @param {string} colour */
function paintCursor(context, [x, y], colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.moveTo(x - 12, y);
  context.lineTo(x + 12, y);
  context.moveTo(x, y - 12);
  context.lineTo(x, y + 12);
  context.stroke();
}
