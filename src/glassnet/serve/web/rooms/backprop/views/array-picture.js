/** An array as a picture: blue below zero, orange above, all in one scale. */

import { createSignedTable, readPalette } from "../../../look/colors.js";
import { createElement } from "../../../look/elements.js";
import { findLargest } from "../../../reading/numbers.js";
import { layOut } from "../core/tiles.js";

/** @param {{shape: number[], data: ArrayLike<number>}} array @param {number[]} inputShape @param {string} name  "" where the words beside it say what it is */
export function createArrayPicture({ shape, data }, inputShape, name) {
  const layout = layOut(shape, inputShape);
  const canvas = createElement("canvas", { className: `array-picture ${layout.kind}`, ...(name ? { role: "img", "aria-label": name } : { "aria-hidden": "true" }) });
  paintArray(canvas, layout, data);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @param {import("../core/tiles.js").Layout} layout @param {ArrayLike<number>} data */
function paintArray(canvas, { rows, columns, at }, data) {
  const table = createSignedTable(readPalette());
  const scale = 255 / findLargest(data, 1e-300);
  Object.assign(canvas, { width: columns, height: rows });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(columns, rows);
  const shades = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = at(row, column);
      if (index >= 0) shades[row * columns + column] = table[255 + Math.round((data[index] || 0) * scale)];
    }
  }
  context.putImageData(image, 0, 0);
}
