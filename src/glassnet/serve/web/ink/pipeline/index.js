/** Pen strokes to the 28x28 that a network reads, in the page: no service is needed. */

/**
 * @typedef {import("./strokes.js").Point} Point
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {import("./rendering.js").Stage} Stage
 * @typedef {import("./rendering.js").Rendering} Rendering
 * @typedef {import("./grouping.js").Box} Box
 * @typedef {import("./grouping.js").StrokeGroup} StrokeGroup
 */

export { renderAsDrawn } from "./as-drawn.js";
export { groupStrokes } from "./grouping.js";
export { renderStrokes } from "./render.js";
export { InkError } from "./strokes.js";
