/** The stages from ink to input: what happened to the drawing, and why. */

import { paintStrokes } from "../ink/pen.js";
import { css, mixed, paintPixels, palette } from "../look/colours.js";
import { found, made } from "../look/elements.js";
import { SHEET } from "../reading/reader.js";

/**
 * @typedef {import("../reading/reader.js").Answer} Answer
 * @typedef {import("../reading/reader.js").Drawing} Drawing
 */

const SHARP = 2;

const WHY = /** @type {Record<string, string>} */ ({
  "as drawn": "What you put on the sheet.",
  boxed: "Scaled so that its longer side is 20 of 28 pixels, whatever its size was.",
  rasterized: "Drawn again with MNIST’s own pen, softly, on 28 × 28.",
  centered: "Moved so that the middle of its ink is the middle of the image. This is read.",
  "as sent": "The sheet shrunk to 28 × 28 and nothing else: off-centre, thin, and hard to read.",
  "as given": "Taken as it came.",
});

export function createStagesView() {
  const list = found("stages");
  return {
    /** @param {Answer | null} answer @param {Drawing} drawing  what it answers */
    show(answer, drawing) {
      if (!answer?.stages.length) {
        list.replaceChildren(made("li", { className: "nothing" }, "Draw something, and see it change here, step by step."));
        return;
      }
      const colours = palette();
      const shades = Array.from({ length: 256 }, (_, grey) => mixed(colours.raised, colours.ink, grey / 255));
      list.replaceChildren(...answer.stages.map((stage) => shown(stage.name,
        stage.name === "as drawn" && drawing.kind === "strokes" ? sheet(drawing, css(colours.ink)) : picture(stage.image, shades))));
    },
  };
}

/** @param {string} name @param {HTMLCanvasElement} canvas */
function shown(name, canvas) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `The ink ${name}`);
  return made("li", {}, canvas, made("h3", {}, name[0].toUpperCase() + name.slice(1)), made("p", {}, WHY[name] ?? ""));
}

/** @param {import("../reading/reader.js").Numbers} image @param {import("../look/colours.js").Rgb[]} shades */
function picture(image, shades) {
  const canvas = made("canvas");
  const [height, width] = image.shape;
  paintPixels(canvas, height, width, (i) => shades[image.values[i]]);
  return canvas;
}

/** The sheet itself: strokes alone do not tell how large it is and where on it they lie. @param {Extract<Drawing, {kind: "strokes"}>} drawing @param {string} colour */
function sheet({ strokes, pen }, colour) {
  const canvas = made("canvas", { className: "smooth", width: SHARP * SHEET, height: SHARP * SHEET });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(SHARP, SHARP);
  paintStrokes(context, strokes, pen, colour);
  return canvas;
}
