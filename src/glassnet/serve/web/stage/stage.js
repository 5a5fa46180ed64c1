/** The network on the page: painted when something changes; neurons and lines are selected by pointer and keys. */

import { readPalette } from "../look/colors.js";
import { createElement, fitCanvas } from "../look/elements.js";
import { countElements } from "../reading/numbers.js";
import { findNeuron, getPosition } from "./blocks.js";
import { createColumns, getNeuronName } from "./columns.js";
import { findStrongestEdges } from "./edges.js";
import { computeHeight, computeLayout, isVertical } from "./layout.js";
import { FORWARD } from "./lenses/forward.js";
import { createLegend } from "./legend.js";
import { paintNetwork, placeBars } from "./paint.js";
import { findLine, findTile } from "./pick.js";
import { canHaveTiles } from "./tiles.js";
import { explainTitle } from "./words.js";

/**
 * @typedef {import("../studio/rooms.js").Selection} Selection
 * @typedef {import("../models/page-model.js").PageModel} PageModel
 * @typedef {ReturnType<typeof createStage>} Stage
 *
 * @typedef {object} Shown
 * @property {PageModel | null} model
 * @property {import("../nn/parameters.js").Parameters | null} parameters  null for the model's own
 * @property {any} pass
 * @property {import("./lens.js").Lens} lens
 * @property {number} reached
 * @property {boolean} tiles
 * @property {number[] | null} outputs
 * @property {number} best
 */

const MAX_EDGES = 1100;
const MAX_EDGES_FROM_PIXELS = 700;
/** @type {Shown} */
const NOTHING = { model: null, parameters: null, pass: null, lens: FORWARD, reached: Infinity, tiles: false, outputs: null, best: -1 };

/**
 * @param {HTMLElement} root  the stage fills it
 * @param {import("../studio/rooms.js").Store} store @param {(text: string) => void} announce
 */
export function createStage(root, store, announce) {
  const canvas = createElement("canvas", { id: "network", tabIndex: 0, role: "application", "aria-label": "Network", "aria-describedby": "network-help" });
  const tooltip = createElement("div", { className: "tooltip", id: "network-tooltip", hidden: true });
  const overlay = createElement("div", { className: "stage-overlay" });
  const frameBox = createElement("div", { className: "network-frame" }, canvas, overlay, tooltip);
  const help = createElement("p", { id: "network-help", className: "visually-hidden" }, "Arrow keys move between neurons: left and right between layers, up and down within a layer. Enter selects the neuron: the inspector shows its sum. Escape lets it go.");
  const legend = createLegend();
  root.append(frameBox, help, legend.element);

  /** @type {Shown} */
  let shown = NOTHING;
  /** @type {import("./columns.js").Column[]} */
  let columns = [];
  /** @type {import("./blocks.js").Block[]} */
  let blocks = [];
  /** @type {Selection | null} */
  let pointed = null;
  /** @type {Map<number, import("./edges.js").Edge[]>} */
  let edges = new Map();
  /** @type {(places: ReturnType<typeof placeBars>) => void} */
  let onLayout = () => {};
  let frame = 0;

  function getValues() {
    const model = /** @type {PageModel} */ (shown.model);
    return { model, columns, parameters: shown.parameters ?? model.parameters, pass: shown.pass };
  }

  /** The lines into a column that are drawn; found once for the same numbers. @param {number} i */
  function strongest(i) {
    let found = edges.get(i);
    if (!found) {
      const values = getValues();
      const lines = shown.lens.lines(values, columns[i]);
      const maxCount = blocks[i - 1].look === "neurons" ? MAX_EDGES : MAX_EDGES_FROM_PIXELS;
      found = lines ? findStrongestEdges(lines, shown.lens.nodes(values, columns[i]), maxCount) : [];
      edges.set(i, found);
    }
    return found;
  }

  function createScene() {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const down = isVertical(canvas.clientWidth);
    return { ...shown, context, colors: readPalette(), blocks, values: getValues(), down, tiles: shown.tiles && canHaveTiles(blocks), strongest };
  }

  function paint() {
    frame = 0;
    const { width, height } = fitCanvas(canvas);
    if (!shown.model || !width) return;
    blocks = computeLayout(columns, width, height);
    onLayout(placeBars(blocks, width));
    paintNetwork(createScene(), { selected: store.state.selection, pointed });
  }

  /** A vertical picture gets the height that it needs. */
  function fit() {
    const width = canvas.clientWidth;
    const height = shown.model && isVertical(width) ? `${computeHeight(columns, width)}px` : "";
    if (frameBox.style.height !== height) frameBox.style.height = height;
    schedulePaint();
  }

  function schedulePaint() {
    frame ||= requestAnimationFrame(paint);
  }

  /** @param {number} x @param {number} y @returns {Selection | null} */
  function findAt(x, y) {
    if (!shown.model || !blocks.length) return null;
    for (const [column, block] of blocks.entries()) {
      const index = findNeuron(block, x, y);
      if (index >= 0) return { kind: "neuron", column, index };
    }
    const scene = createScene();
    return findTile(scene, x, y) ?? findLine(scene, x, y);
  }

  /** @param {Selection | null} selection @param {[number, number]} [at] */
  function setPointed(selection, at = [0, 0]) {
    const text = !shown.model ? "" : selection ? explain(selection) : explainTitle(blocks, at);
    tooltip.hidden = !text;
    if (text) showTooltip(text, selection?.kind === "neuron" ? getPosition(blocks[selection.column], selection.index) : at);
    if (pointed || selection) schedulePaint();
    pointed = selection;
  }

  /** @param {string} text @param {[number, number]} at */
  function showTooltip(text, [x, y]) {
    tooltip.textContent = text;
    const half = Math.min(canvas.clientWidth / 2, tooltip.offsetWidth / 2 + 4);
    tooltip.style.left = `${Math.max(half, Math.min(canvas.clientWidth - half, x))}px`;
    const isHigh = y < tooltip.offsetHeight + 16;
    tooltip.style.top = `${isHigh ? y + 16 : y - tooltip.offsetHeight - 14}px`;
  }

  /** One sentence on what is there. @param {Selection} selection */
  function explain(selection) {
    const values = getValues();
    const column = columns[selection.column];
    if (selection.kind === "neuron") return shown.lens.explainNode(values, column, selection.index);
    const names = [getNeuronName(columns[selection.column - 1], selection.from, values.model), getNeuronName(column, selection.to, values.model)];
    return `${names.join(" → ")}: ${shown.lens.explainLine(values, column, selection.from, selection.to)}`;
  }

  /** @param {number} across @param {number} rows */
  function movePointed(across, rows) {
    if (!shown.model) return;
    const start = pointed ?? store.state.selection;
    const from = start?.kind === "neuron" && columns[start.column] ? start : { column: columns.length - 1, index: 0 };
    const column = Math.max(0, Math.min(columns.length - 1, from.column + across));
    const count = countElements(columns[column].shape);
    const share = from.index / Math.max(1, countElements(columns[from.column].shape) - 1);
    const index = across ? Math.round(share * (count - 1)) : Math.max(0, Math.min(count - 1, from.index + rows));
    setPointed({ kind: "neuron", column, index });
    announce(explain({ kind: "neuron", column, index }));
  }

  /** A second time lets go. @param {Selection | null} selection */
  function select(selection) {
    const isSame = selection && JSON.stringify(selection) === JSON.stringify(store.state.selection);
    store.set({ selection: isSame ? null : selection });
  }

  canvas.addEventListener("pointermove", (event) => setPointed(findAt(event.offsetX, event.offsetY), [event.offsetX, event.offsetY]));
  canvas.addEventListener("pointerleave", () => setPointed(null));
  canvas.addEventListener("blur", () => setPointed(null));
  canvas.addEventListener("click", (event) => select(findAt(event.offsetX, event.offsetY)));
  canvas.addEventListener("keydown", (event) => {
    const steps = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
    if (steps[event.key]) movePointed(...steps[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && pointed) select(pointed);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(fit).observe(canvas);
  for (const moment of ["beforeprint", "afterprint"]) window.addEventListener(moment, () => { fit(); paint(); });
  store.on(["theme"], schedulePaint);
  store.on(["selection"], ({ selection }) => {
    if (shown.model && !isInside(columns, selection)) store.set({ selection: null });
    schedulePaint();
  });

  return {
    /** For a room's own elements over the picture, such as bars beside the outputs. */
    overlay,
    canvas,
    get columns() { return columns; },
    get values() { return shown.model ? getValues() : null; },
    /** Replace some of what is shown. @param {Partial<Shown>} patch */
    show(patch) {
      const isOther = patch.model !== undefined && patch.model !== shown.model;
      shown = { ...shown, ...patch };
      edges = new Map();
      if (isOther) {
        pointed = null;
        tooltip.hidden = true;
        columns = shown.model ? createColumns(shown.model) : [];
        if (shown.model && !isInside(columns, store.state.selection)) store.set({ selection: null });
        canvas.setAttribute("aria-label", shown.model ? `Network ${shown.model.name}` : "Network");
      }
      legend.element.style.visibility = shown.model ? "" : "hidden";
      legend.show(shown.lens, columns.some(({ kind }) => kind === "conv2d"));
      if (isOther) fit();
      else schedulePaint();
    },
    /** Show nothing. */
    reset() {
      onLayout = () => {};
      overlay.replaceChildren();
      this.show(NOTHING);
    },
    /** Called after every layout with the places beside the outputs, or null. @param {(places: ReturnType<typeof placeBars>) => void} listener */
    onLayout(listener) { onLayout = listener; schedulePaint(); },
    repaint: schedulePaint,
    /** Emphasize a neuron or a weight, as if it were pointed at. @param {Selection | null} selection */
    point(selection) {
      if (selection?.kind !== "weight" || !blocks.length) return setPointed(selection && blocks.length ? selection : null);
      const [from, to] = [getPosition(blocks[selection.column - 1], selection.from), getPosition(blocks[selection.column], selection.to)];
      setPointed(selection, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
    },
  };
}

/** Whether a selection, perhaps of an address, is of this network. @param {import("./columns.js").Column[]} columns @param {Selection | null} selection */
function isInside(columns, selection) {
  const column = selection && columns[selection.column];
  if (!selection || !column) return !selection;
  if (selection.kind === "neuron") return selection.index < countElements(column.shape);
  const before = columns[selection.column - 1];
  return column.kind === "dense" && Boolean(before) && selection.from < countElements(before.shape) && selection.to < countElements(column.shape);
}
