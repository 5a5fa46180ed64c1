/** What lies under the pointer: a tile of weights, or one of the lines that are drawn. */

import { getBends, getEnds } from "./paint-lines.js";
import { getTile } from "./tiles.js";

/**
 * @typedef {import("./paint.js").Scene} Scene
 * @typedef {import("../studio/rooms.js").Selection} Selection
 */

const REACH = 5;
const POINTS = 24;

/** @param {Scene} scene @param {number} x @param {number} y @returns {Selection | null} */
export function findTile(scene, x, y) {
  if (!scene.tiles) return null;
  for (let index = 0; index < scene.blocks[1].column.shape[0]; index++) {
    const { left, top, side } = getTile(scene, index);
    if (x >= left && y >= top && x <= left + side && y <= top + side) return { kind: "neuron", column: 1, index };
  }
  return null;
}

/** The strongest of the lines that pass here. @param {Scene} scene @param {number} x @param {number} y @returns {Selection | null} */
export function findLine(scene, x, y) {
  const along = scene.down ? y : x;
  for (let i = 1; i < scene.blocks.length; i++) {
    const [before, block] = [scene.blocks[i - 1], scene.blocks[i]];
    const [start, end] = scene.down ? [before.top, block.top] : [before.left, block.left];
    if (along < start || along > end || scene.reached <= i - 1) continue;
    const edges = scene.strongest(i);
    for (let k = edges.length - 1; k >= 0; k--) {
      const { from, to } = edges[k];
      if (measureDistance(getEnds(scene, i, from, to), scene.down, x, y) < REACH) return { kind: "weight", column: i, from, to };
    }
  }
  return null;
}

/** From a point to the line, sampled. @param {[import("./paint-lines.js").Point, import("./paint-lines.js").Point]} ends @param {boolean} down @param {number} x @param {number} y */
function measureDistance([from, to], down, x, y) {
  const [first, second] = getBends(from, to, down);
  let least = Infinity;
  for (let step = 0; step <= POINTS; step++) {
    const t = step / POINTS;
    const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    const [dx, dy] = [a * from[0] + b * first[0] + c * second[0] + d * to[0] - x, a * from[1] + b * first[1] + c * second[1] + d * to[1] - y];
    least = Math.min(least, dx * dx + dy * dy);
  }
  return Math.sqrt(least);
}
