/** Maps as pictures: one image for all maps of a column, drawn tile by tile. */

import { createSignedTable } from "../look/colors.js";
import { findLargest } from "../reading/numbers.js";
import { getMapCorner } from "./blocks.js";

/** @typedef {import("./paint.js").Scene} Scene */

const atlas = document.createElement("canvas");

/** @param {Scene} scene @param {import("./blocks.js").Block} block @param {ArrayLike<number> | null} numbers */
export function paintMaps({ context, colors }, block, numbers) {
  if (!numbers) return;
  const [rows, columns, channels] = block.column.shape;
  paintAtlas(numbers, rows, columns, channels, createSignedTable(colors));
  const [width, height] = [columns * 2 * block.radius, rows * 2 * block.radius];
  context.imageSmoothingEnabled = false;
  for (let map = 0; map < channels; map++) {
    const [left, top] = getMapCorner(block, map);
    context.drawImage(atlas, 0, map * rows, columns, rows, left, top, width, height);
  }
  context.imageSmoothingEnabled = true;
}

/** All maps one below the other. @param {ArrayLike<number>} values @param {number} rows @param {number} columns @param {number} count @param {Uint32Array} table */
function paintAtlas(values, rows, columns, count, table) {
  const pixels = rows * columns;
  if (atlas.width !== columns || atlas.height !== rows * count) Object.assign(atlas, { width: columns, height: rows * count });
  const own = /** @type {CanvasRenderingContext2D} */ (atlas.getContext("2d"));
  const image = own.createImageData(columns, rows * count);
  const shades = new Uint32Array(image.data.buffer);
  const scale = 255 / findLargest(values);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let map = 0; map < count; map++) shades[map * pixels + pixel] = table[255 + Math.round(values[pixel * count + map] * scale)];
  }
  own.putImageData(image, 0, 0);
}
