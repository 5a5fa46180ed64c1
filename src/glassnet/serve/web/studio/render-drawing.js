/** A drawing as the 28x28 that networks read, in the page. */

import { renderAsDrawn, renderStrokes } from "../ink/pipeline/index.js";
import { SHEET } from "../reading/backend.js";

/**
 * @typedef {import("../reading/backend.js").Drawing} Drawing
 * @typedef {import("../ink/pipeline/rendering.js").Rendering} Rendering
 */

/** @type {Rendering} */
export const NO_INK = { pixels: null, empty: true, reason: "", stages: [], place: null };

/** Pictures are not rendered here: the service finds the digits in them. @param {Exclude<Drawing, {kind: "image"}>} drawing @param {boolean} raw @param {boolean} [stages] @returns {Rendering} */
export function renderDrawing(drawing, raw, stages = false) {
  if (drawing.kind === "pixels") return { ...NO_INK, pixels: drawing.pixels, empty: !drawing.pixels.some(Boolean) };
  if (raw) return renderAsDrawn(drawing.strokes, { side: SHEET, pen: drawing.pen, stages });
  return renderStrokes(drawing.strokes, { stages });
}
