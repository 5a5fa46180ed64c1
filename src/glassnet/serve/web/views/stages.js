/** The stages from ink to input: what happened to the drawing, and why. */

import { mixed, paintPixels, palette } from "../look/colours.js";
import { found, made } from "../look/elements.js";

/** @typedef {import("../reading/reader.js").Answer} Answer */

const WHY = /** @type {Record<string, string>} */ ({
  "as drawn": "What you put on the sheet.",
  boxed: "Scaled so that its longer side is 20 of 28 pixels, whatever its size was.",
  rasterised: "Drawn again with MNIST’s own pen, softly, on 28 × 28.",
  centred: "Moved so that the middle of its ink is the middle of the image. This is read.",
  "as sent": "The sheet shrunk to 28 × 28 and nothing else: off-centre, thin, and hard to read.",
  "as given": "Taken as it came.",
});

export function createStagesView() {
  const list = found("stages");
  return {
    /** @param {Answer | null} answer */
    show(answer) {
      if (!answer?.stages.length) {
        list.replaceChildren(made("li", { className: "nothing" }, "Draw something, and see it change here, step by step."));
        return;
      }
      const colours = palette();
      const shades = Array.from({ length: 256 }, (_, grey) => mixed(colours.raised, colours.ink, grey / 255));
      list.replaceChildren(...answer.stages.map((stage) => picture(stage, shades)));
    },
  };
}

/** @param {import("../reading/reader.js").Stage} stage @param {import("../look/colours.js").Rgb[]} shades */
function picture({ name, image }, shades) {
  const canvas = made("canvas", { role: "img", "aria-label": `The ink ${name}` });
  const [height, width] = image.shape;
  paintPixels(canvas, height, width, (i) => shades[image.values[i]]);
  return made("li", {}, canvas, made("h3", {}, name[0].toUpperCase() + name.slice(1)), made("p", {}, WHY[name] ?? ""));
}
