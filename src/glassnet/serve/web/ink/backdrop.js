/** What lies on the sheet without being strokes: 28x28 pixels, or a picture. */

import { mixed } from "../look/colours.js";
import { SHEET, SIDE } from "../reading/reader.js";

/** @type {WeakMap<Blob, ImageBitmap>} */
const bitmaps = new WeakMap();

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../reading/reader.js").Drawing} drawing
 * @param {import("../look/colours.js").Palette} colours
 * @param {() => void} again  called when a picture has been decoded and can be painted
 */
export function paintBackdrop(context, drawing, colours, again) {
  if (drawing.kind === "pixels") paintCells(context, drawing.pixels, colours);
  if (drawing.kind === "picture") paintPicture(context, drawing.picture, again);
}

/** @param {CanvasRenderingContext2D} context @param {Uint8Array} pixels @param {import("../look/colours.js").Palette} colours */
function paintCells(context, pixels, colours) {
  const cell = SHEET / SIDE;
  pixels.forEach((grey, i) => {
    if (!grey) return;
    const [red, green, blue] = mixed(colours.raised, colours.ink, grey / 255);
    context.fillStyle = `rgb(${red},${green},${blue})`;
    context.fillRect((i % SIDE) * cell, Math.floor(i / SIDE) * cell, cell + 0.3, cell + 0.3);
  });
}

/** @param {CanvasRenderingContext2D} context @param {Blob} picture @param {() => void} again */
function paintPicture(context, picture, again) {
  const bitmap = bitmaps.get(picture);
  if (!bitmap) {
    createImageBitmap(picture).then((ready) => { bitmaps.set(picture, ready); again(); }, () => {});
    return;
  }
  const scale = SHEET / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  context.drawImage(bitmap, (SHEET - width) / 2, (SHEET - height) / 2, width, height);
}
