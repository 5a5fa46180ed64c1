/**
 * Pen strokes to the 28x28 that MNIST is made of.
 *
 * People draw off-center, too small, too large, with any pen. So the geometry is scaled first and drawn
 * second, with a pen of fixed width. The steps are MNIST's own (LeCun, Cortes and Burges): the ink
 * fits a box of 20x20, and its center of mass lies in the middle of 28x28.
 */

import { centerInk } from "./centering.js";
import { findExtent, fitToBox, fitToSheet, scaleToUnit, SIDE, toPieces } from "./geometry.js";
import { drawPieces } from "./pen.js";
import { createStage, withoutInk } from "./rendering.js";
import { checkStrokes } from "./strokes.js";

/** The pen's width in pixels of the 28x28: MNIST's own median, by stroke area over edge length. */
const PEN_WIDTH = 2.4;

/** Stages before the last two are shown this many times larger than 28x28. */
const SHOWN = 5;

/**
 * Render strokes as MNIST would: equal to Python's `glassnet.ink.from_strokes`. No strokes, or a lone dot, is no ink.
 *
 * @param {Iterable<import("./strokes.js").Stroke>} strokes  each of points [x, y] in any unit
 * @param {{stages?: boolean}} [options]  without stages only the pixels are made
 * @returns {import("./rendering.js").Rendering}
 * @throws {import("./strokes.js").InkError} for what is not strokes, and for too many points
 */
export function renderStrokes(strokes, { stages = true } = {}) {
  const checked = checkStrokes(strokes);
  if (!checked.length) return withoutInk("There is no ink: nothing was drawn.");
  const pieces = scaleToUnit(toPieces(checked));
  if (isDot(pieces)) return withoutInk("There is no ink but a dot: draw a digit.");
  const boxed = fitToBox(pieces, PEN_WIDTH);
  const rasterized = drawPieces(boxed, SIDE, PEN_WIDTH);
  const pixels = centerInk(rasterized, SIDE);
  const shown = stages ? showStages(pieces, boxed, rasterized, pixels) : [];
  return { pixels, empty: false, reason: "", stages: shown, place: null };
}

/** @param {Float64Array} pieces */
function isDot(pieces) {
  const { left, top, right, bottom } = findExtent(pieces);
  return left === right && top === bottom;
}

/**
 * As drawn (from the sheet's corner, with a thin pen), and then step by step.
 *
 * @param {Float64Array} pieces @param {Float64Array} boxed
 * @param {Uint8Array} rasterized @param {Uint8Array} centered
 * @returns {import("./rendering.js").Stage[]}
 */
function showStages(pieces, boxed, rasterized, centered) {
  const side = SIDE * SHOWN;
  return [
    createStage("as drawn", side, drawPieces(fitToSheet(pieces, side, SHOWN), side, SHOWN)),
    createStage("boxed", side, drawPieces(boxed.map((value) => value * SHOWN), side, SHOWN)),
    createStage("rasterized", SIDE, rasterized),
    createStage("centered", SIDE, centered),
  ];
}
