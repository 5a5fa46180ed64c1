/** Painting a network through a lens: lines first, neurons over them, in the current colors. */

import { formatColor, getSignedColor, mixColors } from "../look/colors.js";
import { findLargest } from "../reading/numbers.js";
import { getMapCorner, getPosition } from "./blocks.js";
import { getBareName, getColumnName } from "./columns.js";
import { MAX_NEURONS_IN_LINE, getBarsWidth } from "./layout.js";
import { paintMaps } from "./paint-maps.js";
import { paintLines, paintReceptiveField } from "./paint-lines.js";
import { paintTiles } from "./tiles.js";

/**
 * @typedef {import("../look/colors.js").Palette} Palette
 * @typedef {import("./blocks.js").Block} Block
 * @typedef {import("../studio/rooms.js").Selection} Selection
 *
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} context
 * @property {Palette} colors
 * @property {Block[]} blocks
 * @property {import("./lens.js").Values} values
 * @property {import("./lens.js").Lens} lens
 * @property {number} reached
 * @property {boolean} down       the layers go from top to bottom
 * @property {boolean} tiles
 * @property {number[] | null} outputs
 * @property {number} best        index of the emphasized output, -1 for none
 * @property {(column: number) => import("./edges.js").Edge[]} strongest  the lines into a column that are drawn
 */

const LABEL_FONT = "Newsreader, Georgia, serif";
const TITLE_FONT = "Inter, system-ui, sans-serif";
const TITLE_TOP = 13;
const LINE = 14;
const TITLE_SIZE = 12;

/** @param {Scene} scene @param {{selected: Selection | null, pointed: Selection | null}} marks */
export function paintNetwork(scene, { selected, pointed }) {
  for (const block of scene.blocks) paintGround(scene, block);
  scene.blocks.forEach((_, i) => {
    if (i > 0 && scene.reached > i - 1) paintLines(scene, i, pointed ?? selected);
  });
  scene.blocks.forEach((block, i) => {
    paintBlock(scene, block, scene.reached >= i);
    paintTitle(scene, block);
  });
  if (scene.tiles) paintTiles(scene);
  for (const [selection, width] of /** @type {const} */ ([[selected, 2.2], [pointed, 1.4]])) {
    if (selection?.kind === "neuron" && scene.blocks[selection.column]) {
      paintReceptiveField(scene, selection);
      paintRing(scene, selection, width);
    }
  }
}

/** The empty frames of images and maps, which lines are painted over. @param {Scene} scene @param {Block} block */
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
  const numbers = reached ? scene.lens.nodes(scene.values, block.column) : null;
  if (block.look === "image") paintImage(scene, block, numbers);
  else if (block.look === "maps") paintMaps(scene, block, numbers);
  else paintNeurons(scene, block, numbers);
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} numbers */
function paintImage({ context, colors }, block, numbers) {
  if (!numbers) return;
  const cell = block.step;
  for (let i = 0; i < numbers.length; i++) {
    if (!numbers[i]) continue;
    const color = numbers[i] < 0 ? getSignedColor(colors, numbers[i], colors.raised) : mixColors(colors.raised, colors.ink, numbers[i]);
    context.fillStyle = formatColor(color);
    context.fillRect(block.left + (i % block.across) * cell, block.top + Math.floor(i / block.across) * cell, cell + 0.35, cell + 0.35);
  }
}

/** @param {Scene} scene @param {Block} block @param {ArrayLike<number> | null} numbers */
function paintNeurons(scene, block, numbers) {
  const { context, colors, outputs } = scene;
  const shown = block.column.isOutput && numbers && outputs ? outputs : numbers;
  const top = shown === outputs ? 1 : shown ? findLargest(shown) : 1;
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
function paintLabel({ context, colors, best, reached, down }, block, i) {
  const [x, y] = getPosition(block, i);
  const isBest = i === best && reached >= block.column.number;
  const many = block.column.labels.length > MAX_NEURONS_IN_LINE;
  const size = many ? 1.1 * block.radius : scaleFont(context, 16);
  context.font = `${isBest ? 600 : 400} ${size}px ${LABEL_FONT}`;
  context.textAlign = down || many ? "center" : "left";
  context.textBaseline = "middle";
  context.fillStyle = formatColor(isBest ? colors.ink : colors.muted);
  const left = x + block.radius + 7;
  const space = many ? 2 * block.radius : down ? block.width / block.across : context.canvas.clientWidth - left;
  const text = shorten(context, block.column.labels[i], space);
  if (many) context.fillText(text, x, y);
  else if (down) context.fillText(text, x, y + block.radius + 12);
  else context.fillText(text, left, y + 1);
}

/** The text, cut off where it is wider than the space. @param {CanvasRenderingContext2D} context @param {string} text @param {number} space */
function shorten(context, text, space) {
  let shown = text;
  for (let length = text.length - 1; length > 0 && context.measureText(shown).width > space; length--) {
    shown = `${text.slice(0, length)}…`;
  }
  return shown;
}

/** All titles are on one line. @param {Scene} scene @param {Block} block */
function paintTitle(scene, block) {
  const { context, colors, down } = scene;
  context.font = `500 ${TITLE_SIZE}px ${TITLE_FONT}`;
  context.textBaseline = "alphabetic";
  context.textAlign = down ? "left" : "center";
  context.fillStyle = formatColor(colors.muted);
  if (down) return paintOverLines(scene, getColumnName(block.column), 6, block.top - 8);
  const space = measureTitleSpace(scene, block) - 6;
  const name = [getBareName(block.column, 0), getBareName(block.column, 1)].find((each) => context.measureText(each).width < space);
  if (name) context.fillText(name, getTitleMiddle(scene, block, name), TITLE_TOP);
  context.font = `400 ${TITLE_SIZE - 1}px ${TITLE_FONT}`;
  const applied = block.column.activations.join(", ");
  if (context.measureText(applied).width < space) context.fillText(applied, getTitleMiddle(scene, block, applied), TITLE_TOP + LINE);
}

/** The middle of a title that stays on the canvas. @param {Scene} scene @param {Block} block @param {string} text */
function getTitleMiddle({ context }, block, text) {
  const half = context.measureText(text).width / 2;
  return Math.max(half + 2, Math.min(context.canvas.clientWidth - half - 2, block.left + block.width / 2));
}

/** How wide a title may be: from the middle between the blocks to that of the next ones. @param {Scene} scene @param {Block} block */
function measureTitleSpace({ blocks, context }, block) {
  const middle = (/** @type {Block} */ each) => each.left + each.width / 2;
  const next = blocks[block.column.number + 1];
  const before = blocks[block.column.number - 1];
  const right = next ? middle(next) - middle(block) : 2 * (context.canvas.clientWidth - middle(block));
  return Math.min(right, before ? middle(block) - middle(before) : Infinity);
}

/** Text with an outline, readable over lines. @param {Scene} scene @param {string} text @param {number} x @param {number} y */
function paintOverLines({ context, colors }, text, x, y) {
  context.lineWidth = 5;
  context.lineJoin = "round";
  context.strokeStyle = formatColor(colors.surface, 0.85);
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** The font size grows with the picture. @param {CanvasRenderingContext2D} context @param {number} size */
function scaleFont(context, size) {
  const { clientWidth: width, clientHeight: height } = context.canvas;
  return size * Math.max(1, Math.min(1.3, Math.min(width, height) / 520));
}

/** @param {CanvasRenderingContext2D} context @param {Palette} colors @param {number} left @param {number} top @param {number} width @param {number} height */
function paintFrame(context, colors, left, top, width, height) {
  context.fillStyle = formatColor(colors.raised);
  context.fillRect(left, top, width, height);
  context.strokeStyle = formatColor(colors.line);
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
}

/** @param {Scene} scene @param {Extract<Selection, {kind: "neuron"}>} neuron @param {number} width */
function paintRing({ context, colors, blocks }, { column, index }, width) {
  const block = blocks[column];
  const [x, y] = getPosition(block, index);
  context.strokeStyle = formatColor(colors.focus);
  context.lineWidth = width;
  context.beginPath();
  if (block.look === "neurons") context.arc(x, y, block.radius + 2.5, 0, 2 * Math.PI);
  else context.rect(x - block.radius - 1.5, y - block.radius - 1.5, 2 * block.radius + 3, 2 * block.radius + 3);
  context.stroke();
}

/** Where the bar of each output belongs, in pixels of the canvas; null where there is no space beside them. @param {Block[]} blocks @param {number} width */
export function placeBars(blocks, width) {
  const block = blocks[blocks.length - 1];
  const space = getBarsWidth(blocks.map(({ column }) => column), width);
  if (!space) return null;
  return Array.from({ length: block.column.shape[0] }, (_, i) => ({ left: width - space, width: space, middle: getPosition(block, i)[1] }));
}
