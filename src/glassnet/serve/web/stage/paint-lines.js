/** The lines of the picture, and the patch that a map's cell reads. */

import { formatColor } from "../look/colors.js";
import { getPosition } from "./blocks.js";
import { getEdgesInto, getEdgesOutOf } from "./edges.js";
import { findReceptiveField } from "./receptive-field.js";
import { getTileEnd } from "./tiles.js";

/**
 * @typedef {import("./paint.js").Scene} Scene
 * @typedef {import("./edges.js").Edge} Edge
 * @typedef {import("../studio/rooms.js").Selection} Selection
 * @typedef {[number, number]} Point
 */

/** The lines into a column; those of the selected neuron are emphasized. @param {Scene} scene @param {number} i @param {Selection | null} focus */
export function paintLines(scene, i, focus) {
  const strongest = scene.strongest(i);
  const isTouched = focus !== null && (focus.column === i || (focus.kind === "neuron" && focus.column === i - 1));
  strokeEdges(scene, i, strongest, isTouched ? 0.18 : 1);
  if (!isTouched) return;
  const lines = scene.lens.lines(scene.values, scene.blocks[i].column);
  if (lines) strokeEdges(scene, i, getEmphasized(lines, i, focus), 1.6, focus.kind === "weight");
}

/** @param {import("./lens.js").Lines} lines @param {number} i @param {Selection} focus @returns {Edge[]} */
function getEmphasized(lines, i, focus) {
  if (focus.kind === "weight") return [{ from: focus.from, to: focus.to, value: lines.value(focus.from, focus.to) }];
  return focus.column === i ? getEdgesInto(lines, focus.index) : getEdgesOutOf(lines, focus.index);
}

/** @param {Scene} scene @param {number} i @param {Edge[]} edges @param {number} strength @param {boolean} [isOne] */
function strokeEdges(scene, i, edges, strength, isOne = false) {
  const { context, colors, down, reached } = scene;
  const top = edges.reduce((most, edge) => Math.max(most, Math.abs(edge.value)), 1e-9);
  const share = Math.min(1, reached - (i - 1));
  const density = Math.min(1, Math.sqrt(260 / Math.max(1, edges.length)));
  for (const { from, to, value } of edges) {
    const size = isOne ? 1 : Math.abs(value) / top;
    const alpha = Math.min(0.95, strength * (0.04 + 0.96 * size ** 1.35) * (0.35 + 0.65 * density)) * share;
    if (alpha < 0.012) continue;
    context.strokeStyle = formatColor(value < 0 ? colors.negative : colors.positive, alpha);
    context.lineWidth = isOne ? 3 : 0.5 + 1.9 * size ** 1.5 * Math.min(1, 0.5 + strength / 2);
    const [start, end] = getEnds(scene, i, from, to);
    strokeCurve(context, start, end, down);
  }
}

/** Where the line between two neurons begins and ends. @param {Pick<Scene, "blocks" | "tiles" | "down">} scene @param {number} i @param {number} from @param {number} to @returns {[Point, Point]} */
export function getEnds(scene, i, from, to) {
  const { blocks } = scene;
  const end = scene.tiles && i === 1 ? getTileEnd(scene, to) : getPosition(blocks[i], to);
  return [getPosition(blocks[i - 1], from), end];
}

/** How far a line bends: it leaves and arrives in the direction of the layers. @param {Point} from @param {Point} to @param {boolean} down @returns {[Point, Point]} */
export function getBends([x1, y1], [x2, y2], down) {
  const [bendX, bendY] = down ? [0, (y2 - y1) * 0.45] : [(x2 - x1) * 0.45, 0];
  return [[x1 + bendX, y1 + bendY], [x2 - bendX, y2 - bendY]];
}

/** @param {CanvasRenderingContext2D} context @param {Point} from @param {Point} to @param {boolean} down */
function strokeCurve(context, from, to, down) {
  const [first, second] = getBends(from, to, down);
  context.beginPath();
  context.moveTo(...from);
  context.bezierCurveTo(...first, ...second, ...to);
  context.stroke();
}

/** The patch or window in the column before that a cell of a map reads. @param {Scene} scene @param {Extract<Selection, {kind: "neuron"}>} neuron */
export function paintReceptiveField({ context, colors, blocks, values, down }, neuron) {
  const [block, before] = [blocks[neuron.column], blocks[neuron.column - 1]];
  if (block.look !== "maps" || !before) return;
  const [x, y] = getPosition(block, neuron.index);
  context.strokeStyle = formatColor(colors.focus, 0.5);
  context.lineWidth = 0.8;
  for (const from of findReceptiveField(values, block.column, neuron.index)) {
    const [fromX, fromY] = getPosition(before, from);
    context.strokeRect(fromX - before.radius, fromY - before.radius, 2 * before.radius, 2 * before.radius);
    context.beginPath();
    context.moveTo(fromX + (down ? 0 : before.radius), fromY + (down ? before.radius : 0));
    context.lineTo(x - (down ? 0 : block.radius), y - (down ? block.radius : 0));
    context.stroke();
  }
}
