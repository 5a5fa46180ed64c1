/** The weight images of the first layer, beside their neurons. */

import { createSignedTable, formatColor } from "../look/colors.js";
import { findLargest } from "../reading/numbers.js";
import { getPosition } from "./blocks.js";
import { getDenseWeights } from "./lens.js";

/**
 * @typedef {import("./paint.js").Scene} Scene
 * @typedef {{left: number, top: number, side: number}} Tile
 */

const SPACE = 5;
const MAX_SIDE = 46;
const atlas = document.createElement("canvas");

/** Whether the first layer's neurons have an image of weights: each one reads the pixels, and they stand in a line. @param {import("./blocks.js").Block[]} blocks */
export function canHaveTiles([input, first]) {
  return input?.look === "image" && first?.look === "neurons" && first.across * first.step >= first.width && first.column.kind === "dense" && first.column.shape[0] <= 20;
}

/** The tile of a neuron. @param {Pick<Scene, "blocks" | "down">} scene @param {number} index @returns {Tile} */
export function getTile({ blocks, down }, index) {
  const block = blocks[1];
  const [x, y] = getPosition(block, index);
  const step = down ? block.width / block.across : block.step;
  const side = Math.min(MAX_SIDE, step * 0.88);
  if (down) return { left: x - side / 2, top: y - block.radius - SPACE - side, side };
  return { left: x - block.radius - SPACE - side, top: y - side / 2, side };
}

/** Where lines to a neuron with a tile end. @param {Pick<Scene, "blocks" | "down">} scene @param {number} index @returns {[number, number]} */
export function getTileEnd(scene, index) {
  const { left, top, side } = getTile(scene, index);
  return scene.down ? [left + side / 2, top] : [left, top + side / 2];
}

/** @param {Scene} scene */
export function paintTiles(scene) {
  const { context, colors, blocks, values } = scene;
  const column = blocks[1].column;
  const weights = getDenseWeights(values, column);
  if (!weights) return;
  const [rows, columns] = blocks[0].column.shape;
  const count = column.shape[0];
  paintAtlas(weights.data, rows * columns, columns, count, createSignedTable(colors));
  context.imageSmoothingEnabled = false;
  context.strokeStyle = formatColor(colors.line);
  context.lineWidth = 1;
  for (let i = 0; i < count; i++) {
    const { left, top, side } = getTile(scene, i);
    context.drawImage(atlas, 0, i * rows, columns, rows, left, top, side, side);
    context.strokeRect(left - 0.5, top - 0.5, side + 1, side + 1);
  }
  context.imageSmoothingEnabled = true;
}

/** Each neuron's weights one below the other, each in its own scale. @param {ArrayLike<number>} data @param {number} pixels @param {number} columns @param {number} count @param {Uint32Array} table */
function paintAtlas(data, pixels, columns, count, table) {
  const rows = pixels / columns;
  if (atlas.width !== columns || atlas.height !== rows * count) Object.assign(atlas, { width: columns, height: rows * count });
  const own = /** @type {CanvasRenderingContext2D} */ (atlas.getContext("2d"));
  const image = own.createImageData(columns, rows * count);
  const shades = new Uint32Array(image.data.buffer);
  const weights = new Float64Array(pixels);
  for (let i = 0; i < count; i++) {
    for (let pixel = 0; pixel < pixels; pixel++) weights[pixel] = data[pixel * count + i];
    const scale = 255 / findLargest(weights);
    for (let pixel = 0; pixel < pixels; pixel++) shades[i * pixels + pixel] = table[255 + Math.round(weights[pixel] * scale)];
  }
  own.putImageData(image, 0, 0);
}
