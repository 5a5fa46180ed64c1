/** Ink from the keyboard: arrow keys move a cursor, Space puts the pen down. */

import { SHEET } from "../reading/backend.js";
import { roundPoint } from "./strokes.js";

/**
 * @typedef {import("../reading/backend.js").Point} Point
 * @typedef {import("./pointer.js").PenListener} PenListener
 */

const STEP = 7;
const LONG_STEP = 28;
/** @type {Record<string, Point>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLCanvasElement} canvas @param {PenListener} pen
 * @param {{undo: () => void, redo: () => void, clear: () => void, readonly erasing: boolean}} sheet
 */
export function setUpKeys(canvas, pen, sheet) {
  /** @type {Point} */
  let cursor = [SHEET / 2, SHEET / 4];
  let down = false;

  /** @param {Point} direction @param {number} step */
  function move([x, y], step) {
    /** @param {number} value */
    const within = (value) => Math.max(0, Math.min(SHEET, value));
    cursor = roundPoint(within(cursor[0] + x * step), within(cursor[1] + y * step));
    if (down) pen.move([cursor], sheet.erasing);
    pen.showCursor(cursor);
  }

  function toggle() {
    down = !down;
    if (down) pen.begin(cursor, sheet.erasing);
    else pen.end();
    pen.showCursor(cursor);
  }

  function lift() {
    if (down) toggle();
  }

  /** @type {Record<string, () => void>} */
  const actions = {
    " ": toggle,
    Backspace: () => { lift(); sheet.undo(); },
    Delete: () => { lift(); sheet.clear(); },
    Escape: () => { lift(); sheet.clear(); },
  };

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    if (direction) move(direction, event.shiftKey ? LONG_STEP : STEP);
    else if (actions[event.key]) actions[event.key]();
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => { lift(); pen.showCursor(null); });

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "range";
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || typing) return;
    event.preventDefault();
    if (event.shiftKey) sheet.redo();
    else sheet.undo();
  });
}
