/** The stages from ink to input: what happened to the drawing. */

import { paintStrokes } from "../ink/pen.js";
import { formatColor, mixColors, paintPixels, readPalette } from "../look/colors.js";
import { getElement, createElement } from "../look/elements.js";
import { SHEET } from "../reading/backend.js";

/**
 * @typedef {import("../reading/backend.js").Prediction} Prediction
 * @typedef {import("../reading/backend.js").Drawing} Drawing
 */

const RESOLUTION = 2;

/** Title and explanation of each stage. */
const STAGES = /** @type {Record<string, [string, string]>} */ ({
  "as drawn": ["As drawn", "Your strokes on the sheet."],
  boxed: ["Scaled", "Its longer side is 20 of 28 pixels now."],
  rasterized: ["Drawn on 28 × 28", "Drawn again with a pen as wide as in MNIST’s images."],
  centered: ["Centered", "The center of its ink is the center of the image. This is the network’s input."],
  "as sent": ["As sent", "Only shrunk to 28 × 28: not centered, not scaled."],
  "as given": ["As given", "Your image."],
});

export function createStagesView() {
  const list = getElement("stages");
  return {
    /** @param {Prediction | null} prediction @param {Drawing} drawing  its drawing */
    show(prediction, drawing) {
      if (!prediction?.stages.length) {
        list.replaceChildren(createElement("li", { className: "nothing" }, "Draw a digit to see each step here."));
        return;
      }
      const colors = readPalette();
      const shades = Array.from({ length: 256 }, (_, gray) => mixColors(colors.raised, colors.ink, gray / 255));
      list.replaceChildren(...prediction.stages.map((stage) => createStage(stage.name,
        stage.name === "as drawn" && drawing.kind === "strokes" ? paintSheet(drawing, formatColor(colors.ink)) : paintImage(stage.image, shades))));
    },
  };
}

/** @param {string} name @param {HTMLCanvasElement} canvas */
function createStage(name, canvas) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `The ink ${name}`);
  const [title, explanation] = STAGES[name] ?? [name, ""];
  return createElement("li", {}, canvas, createElement("h3", {}, title), createElement("p", {}, explanation));
}

/** @param {import("../reading/backend.js").Numbers} image @param {import("../look/colors.js").Rgb[]} shades */
function paintImage(image, shades) {
  const canvas = createElement("canvas");
  const [height, width] = image.shape;
  paintPixels(canvas, height, width, (i) => shades[image.values[i]]);
  return canvas;
}

/** The whole sheet with its strokes. @param {Extract<Drawing, {kind: "strokes"}>} drawing @param {string} color */
function paintSheet({ strokes, pen }, color) {
  const canvas = createElement("canvas", { className: "smooth", width: RESOLUTION * SHEET, height: RESOLUTION * SHEET });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(RESOLUTION, RESOLUTION);
  paintStrokes(context, strokes, pen, color);
  return canvas;
}
