/** Ink as other demos send it: strokes on the 28x28 as they lie on the sheet, nothing moved or scaled. */

import { SIDE, toPieces } from "./geometry.js";
import { drawPieces } from "./pen.js";
import { createStage, withoutInk } from "./rendering.js";
import { checkStrokes } from "./strokes.js";

/** The sheet is shown this many times larger than 28x28. */
const SHOWN = 5;

/**
 * Strokes on a square sheet, only shrunk to 28x28: equal to Python's `glassnet.serve.raw.as_drawn`.
 *
 * @param {Iterable<import("./strokes.js").Stroke>} strokes
 * @param {{side: number, pen: number, stages?: boolean}} sheet  its side and the pen's width, in the strokes' unit
 * @returns {import("./rendering.js").Rendering}
 * @throws {import("./strokes.js").InkError} for what is not strokes, and for too many points
 */
export function renderAsDrawn(strokes, { side, pen, stages = true }) {
  const checked = checkStrokes(strokes);
  if (!checked.length) return withoutInk("There is no ink: nothing was drawn.");
  const scale = SIDE / side;
  const pieces = toPieces(checked).map((value) => value * scale);
  const penWidth = (pen * SIDE) / side;
  const pixels = drawPieces(pieces, SIDE, penWidth);
  if (!pixels.some(Boolean)) return withoutInk("There is no ink on the sheet: all of it is beside it.");
  const shown = stages ? [showSheet(pieces, penWidth), createStage("as sent", SIDE, pixels)] : [];
  return { pixels, empty: false, reason: "", stages: shown, place: null };
}

/** @param {Float64Array} pieces @param {number} penWidth @returns {import("./rendering.js").Stage} */
function showSheet(pieces, penWidth) {
  const side = SIDE * SHOWN;
  return createStage("as drawn", side, drawPieces(pieces.map((value) => value * SHOWN), side, penWidth * SHOWN));
}
