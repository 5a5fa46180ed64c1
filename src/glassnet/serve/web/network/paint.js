/** Painting a network: edges behind, neurons in front, in the colours of the moment. */

import { css, mixed, signed } from "../look/colours.js";
import { largest, percent } from "../reading/numbers.js";
import { NO_DIGIT, columnName, outputNames, shortName } from "./anatomy.js";
import { corner, position } from "./blocks.js";
import { paintEdges, paintPatch } from "./paint-edges.js";
import { activations, outputShares } from "./state.js";

/**
 * @typedef {import("../look/colours.js").Palette} Palette
 * @typedef {import("./blocks.js").Block} Block
 * @typedef {import("./state.js").Live} Live
 * @typedef {{column: number, index: number}} Place
 * @typedef {{context: CanvasRenderingContext2D, colours: Palette, blocks: Block[], state: Live, progress: number,
 *   down: boolean}} Scene   `down`: the numbers flow downwards
 */

const LABEL_FONT = "Newsreader, Georgia, serif";
const TITLE_FONT = "Inter, system-ui, sans-serif";

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
    if (block.column.isOutput) paintLabel(scene, block, i);
  }
}

/** What an output stands for, beyond it. @param {Scene} scene @param {Block} block @param {number} i */
function paintLabel({ context, colours, state, down }, block, i) {
  const [x, y] = position(block, i);
  const name = outputNames(state.model)[i];
  const best = state.answer?.reason === NO_DIGIT ? name === NO_DIGIT : state.answer?.label === name;
  context.font = `${best ? 600 : 400} ${lettering(context, 16)}px ${LABEL_FONT}`;
  context.textAlign = down ? "center" : "left";
  context.textBaseline = "middle";
  context.fillStyle = css(best ? colours.ink : colours.muted);
  const text = name === NO_DIGIT ? "∅" : name;
  if (down) context.fillText(text, x, y + block.radius + 12);
  else context.fillText(text, x + block.radius + 7, y + 1);
}

/** @param {Scene} scene @param {Block} block */
function paintTitle(scene, block) {
  const { context, colours, down } = scene;
  context.font = `500 ${lettering(context, 11.5)}px ${TITLE_FONT}`;
  context.textBaseline = "alphabetic";
  context.textAlign = down ? "left" : "center";
  context.fillStyle = css(colours.muted);
  if (down) return paintOverEdges(scene, columnName(block.column), 6, block.top - 8);
  const room = roomForTitle(scene, block);
  const name = context.measureText(columnName(block.column)).width < room - 8 ? columnName(block.column) : shortName(block.column);
  const half = context.measureText(name).width / 2;
  if (2 * half > room) return;
  const middle = Math.max(half + 2, Math.min(context.canvas.clientWidth - half - 2, block.left + block.width / 2));
  context.fillText(name, middle, Math.max(14, block.top - 10));
}

/** @param {Scene} scene @param {Block} block */
function roomForTitle({ blocks }, block) {
  const next = blocks[block.column.number + 1];
  return next ? next.left - block.left : Infinity;
}

/** Text that edges behind it leave readable. @param {Scene} scene @param {string} text @param {number} x @param {number} y */
function paintOverEdges({ context, colours }, text, x, y) {
  context.lineWidth = 5;
  context.lineJoin = "round";
  context.strokeStyle = css(colours.surface, 0.85);
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** Letters grow with the picture. @param {CanvasRenderingContext2D} context @param {number} size */
function lettering(context, size) {
  const { clientWidth: width, clientHeight: height } = context.canvas;
  return size * Math.max(1, Math.min(1.5, Math.min(width, height) / 470));
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

/** What to say of a neuron: its value, and for an output its probability. @param {Live} state @param {number} column @param {number} index */
export function spoken(state, column, index) {
  const each = state.columns[column];
  const values = activations(state, each);
  if (!values) return "";
  const share = each.isOutput ? outputShares(state.model, state.answer)?.[index] : undefined;
  return `${values[index].toFixed(4).replace("-", "−")}${share === undefined ? "" : `, ${percent(share)} %`}`;
}
