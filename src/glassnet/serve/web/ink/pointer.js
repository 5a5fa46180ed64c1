/** Ink from mouse, pen and finger: every point that the device reported, also those between two frames. */

import { SHEET } from "../reading/reader.js";
import { point } from "./strokes.js";

/**
 * @typedef {import("../reading/reader.js").Point} Point
 * @typedef {{begin: (point: Point, rubbing: boolean) => void, move: (points: Point[], rubbing: boolean) => void,
 *   end: () => void, point: (point: Point | null) => void}} Hand
 */

const PEN_ERASER = 32;

/** @param {HTMLCanvasElement} canvas @param {Hand} hand @param {() => boolean} erasing */
export function setUpPointer(canvas, hand, erasing) {
  /** @type {number | null} */
  let drawing = null;
  let rubbing = false;

  /** @param {PointerEvent} event */
  function begin(event) {
    if (drawing !== null || !event.isPrimary || event.button > 0 && !(event.buttons & PEN_ERASER)) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    drawing = event.pointerId;
    rubbing = erasing() || Boolean(event.buttons & PEN_ERASER);
    hand.point(null);
    hand.begin(placed(event), rubbing);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (event.pointerId !== drawing) return;
    const events = event.getCoalescedEvents?.() ?? [];
    hand.move((events.length ? events : [event]).map(placed), rubbing);
  }

  /** @param {PointerEvent} event */
  function end(event) {
    if (event.pointerId !== drawing) return;
    drawing = null;
    hand.end();
  }

  /** @param {PointerEvent} event */
  function placed(event) {
    const box = canvas.getBoundingClientRect();
    const scale = SHEET / box.width;
    return point((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
  }

  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
}
