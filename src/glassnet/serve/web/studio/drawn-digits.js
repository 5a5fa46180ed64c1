/** The digits of a drawing: strokes that belong together. Each digit is rendered once, however often the others change. */

import { groupStrokes } from "../ink/pipeline/index.js";
import { renderDrawing } from "./render-drawing.js";

/**
 * @typedef {import("../reading/backend.js").Stroke} Stroke
 * @typedef {Extract<import("../reading/backend.js").Drawing, {kind: "strokes"}>} StrokesDrawing
 *
 * @typedef {object} DrawnDigit
 * @property {StrokesDrawing} drawing  its strokes alone
 * @property {import("../ink/pipeline/index.js").Box} box
 * @property {number} line    from 1
 * @property {number} number  the number that it belongs to, from 1
 * @property {import("../ink/pipeline/rendering.js").Rendering} rendering
 */

/** A function that finds the digits of a drawing, in reading order. @returns {(drawing: StrokesDrawing) => DrawnDigit[]} */
export function createDigitFinder() {
  /** @type {DrawnDigit[]} */
  let last = [];
  return ({ strokes, pen }) => {
    last = groupStrokes(strokes).map(({ strokes: own, ...place }) => {
      const drawing = /** @type {StrokesDrawing} */ ({ kind: "strokes", strokes: own.map((index) => strokes[index]), pen });
      const known = last.find((digit) => isSame(digit.drawing.strokes, drawing.strokes));
      return { drawing, ...place, rendering: known?.rendering ?? renderDrawing(drawing, false) };
    });
    return last.filter(({ rendering }) => !rendering.empty);
  };
}

/** Whether they are the very same strokes: a stroke that changes is replaced by another. @param {Stroke[]} some @param {Stroke[]} others */
function isSame(some, others) {
  return some.length === others.length && some.every((stroke, i) => stroke === others[i]);
}
