/** From ink to the 28x28, step by step: folded out from the bench. */

import { paintStrokes } from "../ink/pen.js";
import { formatColor, mixColors, paintPixels, readPalette } from "../look/colors.js";
import { createElement, getElement } from "../look/elements.js";
import { SHEET, SIDE } from "../reading/backend.js";
import { renderDrawing } from "./render-drawing.js";

/** Title and explanation of each stage. */
const STAGES = /** @type {Record<string, [string, string]>} */ ({
  "as drawn": ["As drawn", "Your strokes on the sheet."],
  boxed: ["Scaled", "Its longer side is 20 of 28 pixels now."],
  rasterized: ["Drawn on 28 × 28", "Drawn again with a pen as wide as in MNIST’s images."],
  centered: ["Centered", "The center of its ink is the center of the image: the network’s input."],
  "as sent": ["As sent", "Only shrunk to 28 × 28: not centered, not scaled."],
  "as given": ["As given", "28 × 28 pixels, taken as they are."],
});

/** @param {HTMLElement} root @param {import("./rooms.js").Store} store @param {import("../ink/sheet.js").Sheet} sheet */
export function createSteps(root, store, sheet) {
  const thumbnail = /** @type {HTMLCanvasElement} */ (getElement("thumbnail"));
  const fold = /** @type {HTMLDetailsElement} */ (getElement("steps-fold"));
  const raw = /** @type {HTMLInputElement} */ (getElement("raw"));

  function paintThumbnail() {
    const colors = readPalette();
    const { pixels } = store.state;
    paintPixels(thumbnail, SIDE, SIDE, (i) => mixColors(colors.raised, colors.ink, (pixels?.[i] ?? 0) / 255));
  }

  function show() {
    paintThumbnail();
    raw.checked = store.state.raw;
    raw.disabled = sheet.drawing.kind !== "strokes";
    if (!fold.open) return;
    const { digit: drawing } = store.state;
    const { stages } = drawing.kind === "image" ? store.state.rendering : renderDrawing(drawing, store.state.raw, true);
    const shown = drawing.kind === "pixels" ? [{ name: "as given", image: { shape: [SIDE, SIDE], values: drawing.pixels } }] : stages;
    root.replaceChildren(...shown.map((stage) => createStage(stage, drawing)));
    root.classList.toggle("empty", !shown.length);
  }

  fold.addEventListener("toggle", show);
  raw.addEventListener("change", () => store.set({ raw: raw.checked }));
  getElement("into-corner").addEventListener("click", () => {
    const { drawing } = sheet;
    if (drawing.kind !== "strokes" || !drawing.strokes.length) return;
    sheet.restore(drawing.strokes.map((stroke) => stroke.map(([x, y]) => [10 + x * 0.45, 10 + y * 0.45])));
  });
  store.on(["pixels", "rendering", "theme"], show);
  return { show };
}

/** @param {{name: string, image: {shape: number[], values: ArrayLike<number>}}} stage @param {import("../reading/backend.js").Drawing} drawing */
function createStage({ name, image }, drawing) {
  const isPicture = drawing.kind === "image" && name === "as given";
  const [title, explanation] = isPicture ? ["Your picture", "As it was sent, in gray."] : (STAGES[name] ?? [name[0].toUpperCase() + name.slice(1), ""]);
  const canvas = name === "as drawn" && drawing.kind === "strokes" ? paintSheet(drawing) : paintImage(image, isPicture);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `The ink ${name}`);
  return createElement("li", { title: explanation }, canvas, createElement("h3", {}, title), createElement("p", {}, explanation));
}

/** Gray levels are ink, but for a picture they are light. @param {{shape: number[], values: ArrayLike<number>}} image @param {boolean} isLight */
function paintImage({ shape: [height, width], values }, isLight) {
  const canvas = createElement("canvas");
  const colors = readPalette();
  const shades = Array.from({ length: 256 }, (_, gray) => (isLight ? mixColors([0, 0, 0], [255, 255, 255], gray / 255) : mixColors(colors.raised, colors.ink, gray / 255)));
  paintPixels(canvas, height, width, (i) => shades[values[i]]);
  return canvas;
}

/** The whole sheet with its strokes. @param {Extract<import("../reading/backend.js").Drawing, {kind: "strokes"}>} drawing */
function paintSheet({ strokes, pen }) {
  const canvas = createElement("canvas", { className: "smooth", width: SHEET, height: SHEET });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  paintStrokes(context, strokes, pen, formatColor(readPalette().ink));
  return canvas;
}
