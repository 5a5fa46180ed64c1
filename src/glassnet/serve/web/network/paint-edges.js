/** The lines of the picture: what each neuron hands to each, and what a cell of a map looks at. */

import { css } from "../look/colours.js";
import { position } from "./blocks.js";
import { into, outOf, strongest } from "./contributions.js";
import { sumOf } from "./terms.js";

/**
 * @typedef {import("./paint.js").Scene} Scene
 * @typedef {import("./paint.js").Place} Place
 * @typedef {import("./contributions.js").Edge} Edge
 * @typedef {[number, number]} Point
 */

const MOST_EDGES = 1100;
const MOST_FROM_PIXELS = 700;

/** The edges into a column; those of the neuron in focus stand out. @param {Scene} scene @param {number} i @param {Place | null} focus */
export function paintEdges(scene, i, focus) {
  const { state, blocks } = scene;
  const column = blocks[i].column;
  const many = blocks[i - 1].look === "neurons" ? MOST_EDGES : MOST_FROM_PIXELS;
  const edges = strongest(state, column, many);
  const dimmed = focus !== null && (focus.column === i || focus.column === i - 1);
  strokeEdges(scene, i, edges, dimmed ? 0.18 : 1);
  if (focus?.column === i) strokeEdges(scene, i, into(state, column, focus.index), 1.6);
  if (focus && focus.column === i - 1) strokeEdges(scene, i, outOf(state, column, focus.index), 1.6);
}

/** @param {Scene} scene @param {number} i @param {Edge[]} edges @param {number} strength */
function strokeEdges({ context, colours, blocks, progress, down }, i, edges, strength) {
  const [before, block] = [blocks[i - 1], blocks[i]];
  const top = edges.reduce((most, edge) => Math.max(most, Math.abs(edge.value)), 1e-9);
  const share = Math.min(1, progress - (i - 1));
  const crowd = Math.min(1, Math.sqrt(260 / Math.max(1, edges.length)));
  for (const { from, to, value } of edges) {
    const size = Math.abs(value) / top;
    const alpha = Math.min(0.95, strength * (0.04 + 0.96 * size ** 1.35) * (0.35 + 0.65 * crowd)) * share;
    if (alpha < 0.012) continue;
    context.strokeStyle = css(value < 0 ? colours.negative : colours.positive, alpha);
    context.lineWidth = 0.5 + 1.9 * size ** 1.5 * Math.min(1, 0.5 + strength / 2);
    strokeCurve(context, position(before, from), position(block, to), down);
  }
}

/** A line that leaves and arrives in the direction in which the numbers flow. @param {CanvasRenderingContext2D} context @param {Point} from @param {Point} to @param {boolean} down */
function strokeCurve(context, [x1, y1], [x2, y2], down) {
  const [bendX, bendY] = down ? [0, (y2 - y1) * 0.45] : [(x2 - x1) * 0.45, 0];
  context.beginPath();
  context.moveTo(x1, y1);
  context.bezierCurveTo(x1 + bendX, y1 + bendY, x2 - bendX, y2 - bendY, x2, y2);
  context.stroke();
}

/** What a cell of a map looks at: the patch or window in the column before. @param {Scene} scene @param {Place} place */
export function paintPatch({ context, colours, blocks, state, down }, place) {
  const [block, before] = [blocks[place.column], blocks[place.column - 1]];
  if (block?.look !== "maps" || !before) return;
  const terms = (sumOf(state, block.column, place.index)?.terms ?? []).filter((term) => term.from >= 0);
  const [x, y] = position(block, place.index);
  context.strokeStyle = css(colours.focus, 0.5);
  context.lineWidth = 0.8;
  for (const [fromX, fromY] of terms.map((term) => position(before, term.from))) {
    context.strokeRect(fromX - before.radius, fromY - before.radius, 2 * before.radius, 2 * before.radius);
    context.beginPath();
    context.moveTo(fromX + (down ? 0 : before.radius), fromY + (down ? before.radius : 0));
    context.lineTo(x - (down ? 0 : block.radius), y - (down ? block.radius : 0));
    context.stroke();
  }
}
