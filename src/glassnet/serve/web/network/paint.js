/** Painting a network: edges first, neurons over them, in the current colors. */

import { formatColor, mixColors, getSignedColor } from "../look/colors.js";
import { findLargest, formatPercent } from "../reading/numbers.js";
import { getColumnName, getShortName, isRejection } from "./columns.js";
import { getMapCorner, getPosition } from "./blocks.js";
import { paintEdges, paintPatch } from "./paint-edges.js";
import { MAX_NEURONS_IN_LINE } from "./layout.js";
import { computeOutputProbabilities, getActivations, isRejected } from "./state.js";

/**
 * @typedef {import("../look/colors.js").Palette} Palette
 * @typedef {import("./blocks.js").Block} Block
 * @typedef {import("./state.js").NetworkState} NetworkState
 * @typedef {{column: number, index: number}} Neuron
 * @typedef {{context: CanvasRenderingContext2D, colors: Palette, blocks: Block[], state: NetworkState, progress: number,
 *   down: boolean}} Scene   `down`: the layers go from top to bottom
 */

const LABEL_FONT = "Newsreader, Georgia, serif";
const TITLE_FONT = "Inter, system-ui, sans-serif";

/** @param {Scene} scene @param {{selected: Neuron | null, pointed: Neuron | null}} marks */
export function paintNetwork(scene, { selected, pointed }) {
  const focus = pointed ?? selected;
  for (const block of scene.blocks) paintGround(scene, block);
  scene.blocks.forEach((_, i) => {
    if (i > 0 && scene.progress > i - 1) paintEdges(scene, i, focus);
  });
  scene.blocks.forEach((block, i) => {
    paintBlock(scene, block, scene.progress >= i);
    paintTitle(scene, block);
  });
  if (focus) paintPatch(scene, focus);
  for (const [neuron, width] of /** @type {const} */ ([[selected, 2.2], [pointed, 1.4]])) {
    if (neuron) paintRing(scene, neuron, width);
  }
}

/** The empty frames of images and maps, which edges are painted over. @param {Scene} scene @param {Block} block */
function paintGround({ context, colors }, block) {
  if (block.look === "image") paintFrame(context, colors, block.left, block.top, block.width, block.height);
  if (block.look !== "maps") return;
  const [rows, columns, channels] = block.column.shape;
  for (let map = 0; map < channels; map++) {
    const [left, top] = getMapCorner(block, map);
    paintFrame(context, colors, left, top, columns * 2 * block.radius, rows * 2 * block.radius);
  }
}

/** @param {Scene} scene @param {Block} block @param {boolean} reached */
function paintBlock(scene, block, reached) {
  const values = reached ? getActivations(scene.state, block.column) : null;
  if (block.look === "image") paintImage(scene, block, values);
  else if (block.look === "maps") paintMaps(scene, block, values);
  else paintNeurons(scene, block, values);
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} values */
function paintImage({ context, colors }, block, values) {
  if (!values) return;
  const cell = block.step;
  for (let i = 0; i < values.length; i++) {
    if (!values[i]) continue;
    context.fillStyle = formatColor(mixColors(colors.raised, colors.ink, values[i]));
    context.fillRect(block.left + (i % block.across) * cell, block.top + Math.floor(i / block.across) * cell, cell + 0.35, cell + 0.35);
  }
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} values */
function paintMaps({ context, colors }, block, values) {
  const [rows, columns, channels] = block.column.shape;
  const cell = 2 * block.radius;
  const top = values ? findLargest(values) : 1;
  for (let map = 0; map < channels; map++) {
    const [left, upper] = getMapCorner(block, map);
    if (!values) continue;
    for (let pixel = 0; pixel < rows * columns; pixel++) {
      const share = values[pixel * channels + map] / top;
      if (Math.abs(share) < 0.01) continue;
      context.fillStyle = formatColor(getSignedColor(colors, share, colors.raised));
      context.fillRect(left + (pixel % columns) * cell, upper + Math.floor(pixel / columns) * cell, cell + 0.3, cell + 0.3);
    }
  }
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} values */
function paintNeurons(scene, block, values) {
  const { context, colors } = scene;
  const shown = block.column.isOutput && values ? (computeOutputProbabilities(scene.state.model, scene.state.prediction) ?? values) : values;
  const top = block.column.isOutput ? 1 : shown ? findLargest(shown) : 1;
  for (let i = 0; i < block.column.shape[0]; i++) {
    const [x, y] = getPosition(block, i);
    const share = shown ? Math.max(-1, Math.min(1, shown[i] / top)) : 0;
    context.beginPath();
    context.arc(x, y, block.radius, 0, 2 * Math.PI);
    context.fillStyle = formatColor(shown ? getSignedColor(colors, share, colors.raised) : colors.raised);
    context.fill();
    context.lineWidth = block.radius > 4 ? 1.1 : 0.6;
    context.strokeStyle = formatColor(mixColors(colors.line, colors.muted, 0.45));
    context.stroke();
    if (block.column.isOutput) paintLabel(scene, block, i);
  }
}

/** The label of an output: beside it, below it, or on it where there are many. @param {Scene} scene @param {Block} block @param {number} i */
function paintLabel({ context, colors, state, down }, block, i) {
  const [x, y] = getPosition(block, i);
  const best = isPredicted(state, i);
  const many = block.column.labels.length > MAX_NEURONS_IN_LINE;
  const size = many ? 1.1 * block.radius : scaleFont(context, 16);
  context.font = `${best ? 600 : 400} ${size}px ${LABEL_FONT}`;
  context.textAlign = down || many ? "center" : "left";
  context.textBaseline = "middle";
  context.fillStyle = formatColor(best ? colors.ink : colors.muted);
  const left = x + block.radius + 7;
  const space = many ? 2 * block.radius : down ? block.width / block.across : context.canvas.clientWidth - left;
  const text = shorten(context, block.column.labels[i], space);
  if (many) context.fillText(text, x, y);
  else if (down) context.fillText(text, x, y + block.radius + 12);
  else context.fillText(text, left, y + 1);
}

/** @param {NetworkState} state @param {number} i */
function isPredicted({ model, prediction }, i) {
  return isRejection(model, i) ? Boolean(prediction && isRejected(prediction)) : prediction?.label === model.classes[i];
}

/** The text, cut off where it is wider than the space. @param {CanvasRenderingContext2D} context @param {string} text @param {number} space */
function shorten(context, text, space) {
  let shown = text;
  for (let length = text.length - 1; length > 0 && context.measureText(shown).width > space; length--) {
    shown = `${text.slice(0, length)}…`;
  }
  return shown;
}

/** @param {Scene} scene @param {Block} block */
function paintTitle(scene, block) {
  const { context, colors, down } = scene;
  context.font = `500 ${scaleFont(context, 11.5)}px ${TITLE_FONT}`;
  context.textBaseline = "alphabetic";
  context.textAlign = down ? "left" : "center";
  context.fillStyle = formatColor(colors.muted);
  if (down) return paintOverEdges(scene, getColumnName(block.column), 6, block.top - 8);
  const space = measureTitleSpace(scene, block);
  const name = context.measureText(getColumnName(block.column)).width < space - 8 ? getColumnName(block.column) : getShortName(block.column);
  const half = context.measureText(name).width / 2;
  if (2 * half > space) return;
  const middle = Math.max(half + 2, Math.min(context.canvas.clientWidth - half - 2, block.left + block.width / 2));
  context.fillText(name, middle, Math.max(14, block.top - 10));
}

/** @param {Scene} scene @param {Block} block */
function measureTitleSpace({ blocks }, block) {
  const next = blocks[block.column.number + 1];
  return next ? next.left - block.left : Infinity;
}

/** Text with an outline, readable over edges. @param {Scene} scene @param {string} text @param {number} x @param {number} y */
function paintOverEdges({ context, colors }, text, x, y) {
  context.lineWidth = 5;
  context.lineJoin = "round";
  context.strokeStyle = formatColor(colors.surface, 0.85);
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** The font size grows with the picture. @param {CanvasRenderingContext2D} context @param {number} size */
function scaleFont(context, size) {
  const { clientWidth: width, clientHeight: height } = context.canvas;
  return size * Math.max(1, Math.min(1.5, Math.min(width, height) / 470));
}

/** @param {CanvasRenderingContext2D} context @param {Palette} colors @param {number} left @param {number} top @param {number} width @param {number} height */
function paintFrame(context, colors, left, top, width, height) {
  context.fillStyle = formatColor(colors.raised);
  context.fillRect(left, top, width, height);
  context.strokeStyle = formatColor(colors.line);
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
}

/** @param {Scene} scene @param {Neuron} neuron @param {number} width */
function paintRing({ context, colors, blocks }, { column, index }, width) {
  const block = blocks[column];
  if (!block) return;
  const [x, y] = getPosition(block, index);
  context.strokeStyle = formatColor(colors.focus);
  context.lineWidth = width;
  context.beginPath();
  if (block.look === "neurons") context.arc(x, y, block.radius + 2.5, 0, 2 * Math.PI);
  else context.rect(x - block.radius - 1.5, y - block.radius - 1.5, 2 * block.radius + 3, 2 * block.radius + 3);
  context.stroke();
}

/** A neuron's value, and for an output its probability. @param {NetworkState} state @param {number} column @param {number} index */
export function describeValue(state, column, index) {
  const each = state.columns[column];
  const values = getActivations(state, each);
  if (!values) return "";
  const share = each.isOutput ? computeOutputProbabilities(state.model, state.prediction)?.[index] : undefined;
  return `${values[index].toFixed(4).replace("-", "−")}${share === undefined ? "" : `, ${formatPercent(share)} %`}`;
}
