/** Pictures of 28x28: ink on paper, and maps of signed numbers over it. */

import { getSignedColor, mixColors, paintPixels, readPalette } from "../../../look/colors.js";
import { createElement } from "../../../look/elements.js";
import { SIDE } from "../core/images.js";

/** A canvas with its caption. @param {string} caption @param {string} [className] */
export function createPicture(caption, className = "") {
  const canvas = createElement("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": caption });
  const text = createElement("figcaption", {}, caption);
  const element = createElement("figure", { className: `lab-picture ${className}` }, canvas, text);
  return {
    element, canvas,
    /** @param {string} words */
    setCaption(words) {
      if (text.textContent === words) return;
      text.textContent = words;
      canvas.setAttribute("aria-label", words);
    },
    /** @param {ArrayLike<number> | null} bytes  gray levels */
    showInk(bytes) { paintInk(canvas, bytes); },
    /** Values from -largest to largest in two colors; where there is ink, the paper is darker. @param {ArrayLike<number>} values @param {ArrayLike<number>} [ink] */
    showSigned(values, ink) {
      const colors = readPalette();
      let largest = 1e-12;
      for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
      paintPixels(canvas, SIDE, SIDE, (i) => getSignedColor(colors, values[i] / largest, mixColors(colors.raised, colors.ink, ink ? (0.22 * ink[i]) / 255 : 0)));
    },
  };
}

/** @param {HTMLCanvasElement} canvas @param {ArrayLike<number> | null} bytes */
export function paintInk(canvas, bytes) {
  const colors = readPalette();
  paintPixels(canvas, SIDE, SIDE, (i) => mixColors(colors.raised, colors.ink, (bytes?.[i] ?? 0) / 255));
}

/** Weights of any shape as an image. @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {number} height @param {number} width @param {number} largest */
export function paintWeights(canvas, values, height, width, largest) {
  const colors = readPalette();
  paintPixels(canvas, height, width, (i) => getSignedColor(colors, values[i] / largest, colors.raised));
}
