/** Painting a network: edges behind, neurons in front, in the colours of the moment. */

import { css, mixed, signed } from "../look/colours.js";
import { largest, percent } from "../reading/numbers.js";
import { NO_DIGIT, columnName, outputNames, shortName } from "./anatomy.js";
import { into, outOf, strongest } from "./contributions.js";
import { corner, position } from "./layout.js";
import { activations, outputShares } from "./state.js";
import { sumOf } from "./terms.js";

/**
 * @typedef {import("../look/colours.js").Palette} Palette
 * @typedef {import("./layout.js").Block} Block
 * @typedef {import("./state.js").Live} Live
 * @typedef {import("./contributions.js").Edge} Edge
 * @typedef {{column: number, index: number}} Place
 * @typedef {{context: CanvasRenderingContext2D, colours: Palette, blocks: Block[], state: Live, progress: number}} Scene
 */

const MOST_EDGES = 1100;
const MOST_FROM_PIXELS = 700;

/** @param {Scene} scene @param {{chosen: Place | null, pointed: Place | null}} marks */
export function paintNetwork(scene, { chosen, pointed }) {
  const focus = pointed ?? chosen;
  for (const block of scene.blocks) paintGround(scene, block);
  scene.blocks.forEach((_, i) => {
    if (i > 0 && scene.progress > i - 1) paintEdges(scene, i, focus);
  });
  scene.blocks.forEach((block, i) => {
    paintBlock(scene, block, scene.progress >= i);
    paintTitle(scene, block);
  });
  if (focus) paintPatch(scene, focus);
  for (const [place, width] of /** @type {const} */ ([[chosen, 2.2], [pointed, 1.4]])) {
    if (place) paintRing(scene, place, width);
  }
}

/** @param {Scene} scene @param {number} i @param {Place | null} focus */
function paintEdges(scene, i, focus) {
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
function strokeEdges({ context, colours, blocks, progress }, i, edges, strength) {
  const [before, block] = [blocks[i - 1], blocks[i]];
  const top = edges.reduce((most, edge) => Math.max(most, Math.abs(edge.value)), 1e-9);
  const share = Math.min(1, progress - (i - 1));
  const crowd = Math.min(1, Math.sqrt(260 / Math.max(1, edges.length)));
  for (const { from, to, value } of edges) {
    const size = Math.abs(value) / top;
    const alpha = Math.min(0.95, strength * (0.04 + 0.96 * size ** 1.35) * (0.35 + 0.65 * crowd)) * share;
    if (alpha < 0.012) continue;
    const [x1, y1] = position(before, from);
    const [x2, y2] = position(block, to);
    const bend = (x2 - x1) * 0.45;
    context.strokeStyle = css(value < 0 ? colours.negative : colours.positive, alpha);
    context.lineWidth = 0.5 + 1.9 * size ** 1.5 * Math.min(1, 0.5 + strength / 2);
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
    context.stroke();
  }
}

/** The empty frames of images and maps, which edges are painted over. @param {Scene} scene @param {Block} block */
function paintGround({ context, colours }, block) {
  if (block.look === "image") frame(context, colours, block.left, block.top, block.width, block.height);
  if (block.look !== "maps") return;
  const [rows, columns, channels] = block.column.shape;
  for (let map = 0; map < channels; map++) {
    const [left, top] = corner(block, map);
    frame(context, colours, left, top, columns * 2 * block.radius, rows * 2 * block.radius);
  }
}

/** @param {Scene} scene @param {Block} block @param {boolean} awake */
function paintBlock(scene, block, awake) {
  const values = awake ? activations(scene.state, block.column) : null;
  if (block.look === "image") paintImage(scene, block, values);
  else if (block.look === "maps") paintMaps(scene, block, values);
  else paintNeurons(scene, block, values);
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} values */
function paintImage({ context, colours }, block, values) {
  if (!values) return;
  const cell = block.step;
  for (let i = 0; i < values.length; i++) {
    if (!values[i]) continue;
    context.fillStyle = css(mixed(colours.raised, colours.ink, values[i]));
    context.fillRect(block.left + (i % block.across) * cell, block.top + Math.floor(i / block.across) * cell, cell + 0.35, cell + 0.35);
  }
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} values */
function paintMaps({ context, colours }, block, values) {
  const [rows, columns, channels] = block.column.shape;
  const cell = 2 * block.radius;
  const top = values ? largest(values) : 1;
  for (let map = 0; map < channels; map++) {
    const [left, upper] = corner(block, map);
    if (!values) continue;
    for (let place = 0; place < rows * columns; place++) {
      const share = values[place * channels + map] / top;
      if (Math.abs(share) < 0.01) continue;
      context.fillStyle = css(signed(colours, share, colours.raised));
      context.fillRect(left + (place % columns) * cell, upper + Math.floor(place / columns) * cell, cell + 0.3, cell + 0.3);
    }
  }
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} values */
function paintNeurons(scene, block, values) {
  const { context, colours } = scene;
  const shown = block.column.isOutput && values ? (outputShares(scene.state.model, scene.state.answer) ?? values) : values;
  const top = block.column.isOutput ? 1 : shown ? largest(shown) : 1;
  for (let i = 0; i < block.column.shape[0]; i++) {
    const [x, y] = position(block, i);
    const share = shown ? Math.max(-1, Math.min(1, shown[i] / top)) : 0;
    context.beginPath();
    context.arc(x, y, block.radius, 0, 2 * Math.PI);
    context.fillStyle = css(shown ? signed(colours, share, colours.raised) : colours.raised);
    context.fill();
    context.lineWidth = block.radius > 4 ? 1.1 : 0.6;
    context.strokeStyle = css(mixed(colours.line, colours.muted, 0.45));
    context.stroke();
    if (block.column.isOutput) paintLabel(scene, x + block.radius + 7, y, i);
  }
}

/** @param {Scene} scene @param {number} x @param {number} y @param {number} i */
function paintLabel({ context, colours, state }, x, y, i) {
  const name = outputNames(state.model)[i];
  const best = state.answer?.reason === NO_DIGIT ? name === NO_DIGIT : state.answer?.label === name;
  context.font = `${best ? 600 : 400} ${lettering(context, 16)}px Newsreader, Georgia, serif`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = css(best ? colours.ink : colours.muted);
  context.fillText(name === NO_DIGIT ? "∅" : name, x, y + 1);
}

/** @param {Scene} scene @param {Block} block */
function paintTitle({ context, colours, blocks }, block) {
  const { column } = block;
  const next = blocks[column.number + 1];
  const room = next ? next.left - block.left : Infinity;
  context.font = `500 ${lettering(context, 11.5)}px Inter, system-ui, sans-serif`;
  const name = context.measureText(columnName(column)).width < room - 8 ? columnName(column) : shortName(column);
  const half = context.measureText(name).width / 2;
  if (2 * half > room) return;
  const middle = Math.max(half + 2, Math.min(context.canvas.clientWidth - half - 2, block.left + block.width / 2));
  context.fillStyle = css(colours.muted);
  context.textBaseline = "alphabetic";
  context.textAlign = "center";
  context.fillText(name, middle, Math.max(14, block.top - 10));
}

/** Letters grow with the picture. @param {CanvasRenderingContext2D} context @param {number} size */
function lettering(context, size) {
  return size * Math.max(1, Math.min(1.5, context.canvas.clientHeight / 470));
}

/** @param {CanvasRenderingContext2D} context @param {Palette} colours @param {number} left @param {number} top @param {number} width @param {number} height */
function frame(context, colours, left, top, width, height) {
  context.fillStyle = css(colours.raised);
  context.fillRect(left, top, width, height);
  context.strokeStyle = css(colours.line);
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
}

/** @param {Scene} scene @param {Place} place @param {number} width */
function paintRing({ context, colours, blocks }, { column, index }, width) {
  const block = blocks[column];
  if (!block) return;
  const [x, y] = position(block, index);
  context.strokeStyle = css(colours.focus);
  context.lineWidth = width;
  context.beginPath();
  if (block.look === "neurons") context.arc(x, y, block.radius + 2.5, 0, 2 * Math.PI);
  else context.rect(x - block.radius - 1.5, y - block.radius - 1.5, 2 * block.radius + 3, 2 * block.radius + 3);
  context.stroke();
}

/** What a cell of a map looks at: the patch or window in the column before. @param {Scene} scene @param {Place} place */
function paintPatch({ context, colours, blocks, state }, place) {
  const [block, before] = [blocks[place.column], blocks[place.column - 1]];
  if (block?.look !== "maps" || !before) return;
  const spots = (sumOf(state, block.column, place.index)?.terms ?? []).filter((term) => term.from >= 0).map((term) => position(before, term.from));
  const [x, y] = position(block, place.index);
  context.strokeStyle = css(colours.focus, 0.5);
  context.lineWidth = 0.8;
  for (const [fromX, fromY] of spots) {
    context.strokeRect(fromX - before.radius, fromY - before.radius, 2 * before.radius, 2 * before.radius);
    context.beginPath();
    context.moveTo(fromX + before.radius, fromY);
    context.lineTo(x - block.radius, y);
    context.stroke();
  }
}

/** What to say of a neuron: its value, and for an output its probability. @param {Live} state @param {number} column @param {number} index */
export function spoken(state, column, index) {
  const each = state.columns[column];
  const values = activations(state, each);
  if (!values) return "";
  const share = each.isOutput ? outputShares(state.model, state.answer)?.[index] : undefined;
  return `${values[index].toFixed(4).replace("-", "−")}${share === undefined ? "" : `, ${percent(share)} %`}`;
}
