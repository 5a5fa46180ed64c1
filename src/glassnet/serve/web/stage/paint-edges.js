/** The lines of the picture: weight × activation between neurons, and the patch that a map's cell reads. */

import { formatColor } from "../look/colors.js";
import { getPosition } from "./blocks.js";
import { getEdgesInto, getEdgesOutOf, findStrongestEdges } from "./contributions.js";
import { computeSum } from "./terms.js";

/**
 * @typedef {import("./paint.js").Scene} Scene
 * @typedef {import("./paint.js").Neuron} Neuron
 * @typedef {import("./contributions.js").Edge} Edge
 * @typedef {[number, number]} Point
 */

const MAX_EDGES = 1100;
const MAX_EDGES_FROM_PIXELS = 700;

/** The edges into a column; those of the selected neuron are emphasized. @param {Scene} scene @param {number} i @param {Neuron | null} focus */
export function paintEdges(scene, i, focus) {
  const { state, blocks } = scene;
  const column = blocks[i].column;
  const maxCount = blocks[i - 1].look === "neurons" ? MAX_EDGES : MAX_EDGES_FROM_PIXELS;
  const edges = findStrongestEdges(state, column, maxCount);
  const dimmed = focus !== null && (focus.column === i || focus.column === i - 1);
  strokeEdges(scene, i, edges, dimmed ? 0.18 : 1);
  if (focus?.column === i) strokeEdges(scene, i, getEdgesInto(state, column, focus.index), 1.6);
  if (focus && focus.column === i - 1) strokeEdges(scene, i, getEdgesOutOf(state, column, focus.index), 1.6);
}

/** @param {Scene} scene @param {number} i @param {Edge[]} edges @param {number} strength */
function strokeEdges({ context, colors, blocks, progress, down }, i, edges, strength) {
  const [before, block] = [blocks[i - 1], blocks[i]];
  const top = edges.reduce((most, edge) => Math.max(most, Math.abs(edge.value)), 1e-9);
  const share = Math.min(1, progress - (i - 1));
  const density = Math.min(1, Math.sqrt(260 / Math.max(1, edges.length)));
  for (const { from, to, value } of edges) {
    const size = Math.abs(value) / top;
    const alpha = Math.min(0.95, strength * (0.04 + 0.96 * size ** 1.35) * (0.35 + 0.65 * density)) * share;
    if (alpha < 0.012) continue;
    context.strokeStyle = formatColor(value < 0 ? colors.negative : colors.positive, alpha);
    context.lineWidth = 0.5 + 1.9 * size ** 1.5 * Math.min(1, 0.5 + strength / 2);
    strokeCurve(context, getPosition(before, from), getPosition(block, to), down);
  }
}

/** A line that leaves and arrives in the direction of the layers. @param {CanvasRenderingContext2D} context @param {Point} from @param {Point} to @param {boolean} down */
function strokeCurve(context, [x1, y1], [x2, y2], down) {
  const [bendX, bendY] = down ? [0, (y2 - y1) * 0.45] : [(x2 - x1) * 0.45, 0];
  context.beginPath();
  context.moveTo(x1, y1);
  context.bezierCurveTo(x1 + bendX, y1 + bendY, x2 - bendX, y2 - bendY, x2, y2);
  context.stroke();
}

/** The patch or window in the column before that a cell of a map reads. @param {Scene} scene @param {Neuron} neuron */
export function paintPatch({ context, colors, blocks, state, down }, neuron) {
  const [block, before] = [blocks[neuron.column], blocks[neuron.column - 1]];
  if (block?.look !== "maps" || !before) return;
  const terms = (computeSum(state, block.column, neuron.index)?.terms ?? []).filter((term) => term.from >= 0);
  const [x, y] = getPosition(block, neuron.index);
  context.strokeStyle = formatColor(colors.focus, 0.5);
  context.lineWidth = 0.8;
  for (const [fromX, fromY] of terms.map((term) => getPosition(before, term.from))) {
    context.strokeRect(fromX - before.radius, fromY - before.radius, 2 * before.radius, 2 * before.radius);
    context.beginPath();
    context.moveTo(fromX + (down ? 0 : before.radius), fromY + (down ? before.radius : 0));
    context.lineTo(x - (down ? 0 : block.radius), y - (down ? block.radius : 0));
    context.stroke();
  }
}
