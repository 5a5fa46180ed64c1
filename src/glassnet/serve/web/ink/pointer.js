/** Ink from mouse, pen and finger: every point that the device reports, also those between two frames. */

import { SHEET } from "../reading/backend.js";
import { roundPoint } from "./strokes.js";

/**
 * @typedef {import("../reading/backend.js").Point} Point
 * @typedef {{begin: (point: Point, erasing: boolean) => void, move: (points: Point[], erasing: boolean) => void,
 *   end: () => void, showCursor: (point: Point | null) => void}} PenListener
 */

const ERASER_BUTTON = 32;

/** @param {HTMLCanvasElement} canvas @param {PenListener} pen @param {() => boolean} isErasing */
export function setUpPointer(canvas, pen, isErasing) {
  /** @type {number | null} */
  let drawing = null;
  let erasing = false;
  /** Where the sheet was when the stroke began: nothing that moves the page meanwhile bends the stroke. */
  let box = canvas.getBoundingClientRect();

  /** @param {PointerEvent} event */
  function begin(event) {
    if (drawing !== null || !event.isPrimary || event.button > 0 && !(event.buttons & ERASER_BUTTON)) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    drawing = event.pointerId;
    box = canvas.getBoundingClientRect();
    erasing = isErasing() || Boolean(event.buttons & ERASER_BUTTON);
    pen.showCursor(null);
    pen.begin(toPoint(event), erasing);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (event.pointerId !== drawing) return;
    const events = event.getCoalescedEvents?.() ?? [];
    pen.move((events.length ? events : [event]).map(toPoint), erasing);
  }

  /** @param {PointerEvent} event */
  function end(event) {
    if (event.pointerId !== drawing) return;
    drawing = null;
    pen.end();
  }

  /** @param {PointerEvent} event */
  function toPoint(event) {
    const scale = SHEET / box.width;
    return roundPoint((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
  }

  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
}
