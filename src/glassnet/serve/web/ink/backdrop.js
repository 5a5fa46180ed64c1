/** What is on the sheet other than strokes: 28x28 pixels, or an image. */

import { mixColors } from "../look/colors.js";
import { SHEET, SIDE } from "../reading/backend.js";

/** @type {WeakMap<Blob, ImageBitmap>} */
const bitmaps = new WeakMap();

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../reading/backend.js").Drawing} drawing
 * @param {import("../look/colors.js").Palette} colors
 * @param {() => void} onDecoded  called when an image is decoded and can be painted
 */
export function paintBackdrop(context, drawing, colors, onDecoded) {
  if (drawing.kind === "pixels") paintCells(context, drawing.pixels, colors);
  if (drawing.kind === "image") paintImage(context, drawing.image, onDecoded);
}

/** @param {CanvasRenderingContext2D} context @param {Uint8Array} pixels @param {import("../look/colors.js").Palette} colors */
function paintCells(context, pixels, colors) {
  const cell = SHEET / SIDE;
  pixels.forEach((gray, i) => {
    if (!gray) return;
    const [red, green, blue] = mixColors(colors.raised, colors.ink, gray / 255);
    context.fillStyle = `rgb(${red},${green},${blue})`;
    context.fillRect((i % SIDE) * cell, Math.floor(i / SIDE) * cell, cell + 0.3, cell + 0.3);
  });
}

/** @param {CanvasRenderingContext2D} context @param {Blob} image @param {() => void} onDecoded */
function paintImage(context, image, onDecoded) {
  const bitmap = bitmaps.get(image);
  if (!bitmap) {
    createImageBitmap(image).then((ready) => { bitmaps.set(image, ready); onDecoded(); }, () => {});
    return;
  }
  const scale = SHEET / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  context.drawImage(bitmap, (SHEET - width) / 2, (SHEET - height) / 2, width, height);
}
