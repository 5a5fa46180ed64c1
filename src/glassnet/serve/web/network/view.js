/** The network on the page: painted when something changes; neurons are selected by pointer and keys. */

import { readPalette } from "../look/colors.js";
import { getElement, fitCanvas } from "../look/elements.js";
import { countElements } from "../reading/numbers.js";
import { getNeuronName } from "./columns.js";
import { findNeuron, getPosition } from "./blocks.js";
import { isVertical, computeHeight, computeLayout } from "./layout.js";
import { paintNetwork, describeValue } from "./paint.js";

/**
 * @typedef {import("./state.js").NetworkState} NetworkState
 * @typedef {import("./paint.js").Neuron} Neuron
 */

const SECONDS_PER_LAYER = 0.9;

/** @param {{select: (neuron: Neuron) => void, announce: (text: string) => void}} listener */
export function createNetworkView({ select, announce }) {
  const canvas = /** @type {HTMLCanvasElement} */ (getElement("network"));
  const frameBox = /** @type {HTMLElement} */ (canvas.parentElement);
  const tooltip = getElement("network-tooltip");
  /** @type {NetworkState | null} */
  let state = null;
  /** @type {import("./blocks.js").Block[]} */
  let blocks = [];
  /** @type {Neuron | null} */
  let selected = null;
  /** @type {Neuron | null} */
  let pointed = null;
  let progress = Infinity;
  let frame = 0;

  function paint() {
    frame = 0;
    const { context, width, height } = fitCanvas(canvas);
    if (!state || !width) return;
    blocks = computeLayout(state.columns, width, height);
    const down = isVertical(width);
    paintNetwork({ context, colors: readPalette(), blocks, state, progress, down }, { selected, pointed });
  }

  /** A vertical picture gets the height that it needs. */
  function fit() {
    const width = canvas.clientWidth;
    const height = state && isVertical(width) ? `${computeHeight(state.columns, width)}px` : "";
    if (frameBox.style.height !== height) frameBox.style.height = height;
    schedulePaint();
  }

  function schedulePaint() {
    frame ||= requestAnimationFrame(paint);
  }

  /** @param {number} x @param {number} y @returns {Neuron | null} */
  function findNeuronAt(x, y) {
    for (const [column, block] of blocks.entries()) {
      const index = findNeuron(block, x, y);
      if (index >= 0) return { column, index };
    }
    return null;
  }

  /** @param {Neuron | null} neuron */
  function setPointed(neuron) {
    pointed = neuron;
    tooltip.hidden = !neuron || !state;
    if (neuron && state) {
      const [x, y] = getPosition(blocks[neuron.column], neuron.index);
      tooltip.textContent = describeNeuron(state, neuron);
      tooltip.style.left = `${Math.max(70, Math.min(canvas.clientWidth - 70, x))}px`;
      tooltip.style.top = `${Math.max(34, y)}px`;
    }
    schedulePaint();
  }

  /** @param {number} columns @param {number} rows */
  function movePointed(columns, rows) {
    if (!state) return;
    const from = pointed ?? selected ?? { column: state.columns.length - 1, index: 0 };
    const column = Math.max(0, Math.min(state.columns.length - 1, from.column + columns));
    const count = countElements(state.columns[column].shape);
    const share = from.index / Math.max(1, countElements(state.columns[from.column].shape) - 1);
    const index = columns ? Math.round(share * (count - 1)) : Math.max(0, Math.min(count - 1, from.index + rows));
    setPointed({ column, index });
    announce(describeNeuron(state, { column, index }));
  }

  canvas.addEventListener("pointermove", (event) => setPointed(findNeuronAt(event.offsetX, event.offsetY)));
  canvas.addEventListener("pointerleave", () => setPointed(null));
  canvas.addEventListener("blur", () => setPointed(null));
  canvas.addEventListener("click", (event) => {
    const neuron = findNeuronAt(event.offsetX, event.offsetY);
    if (neuron?.column) select(neuron);
  });
  canvas.addEventListener("keydown", (event) => {
    const steps = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
    if (steps[event.key]) movePointed(...steps[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && pointed?.column) select(pointed);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(fit).observe(canvas);

  return {
    /** @param {NetworkState} next */
    show(next) {
      if (next.model !== state?.model) pointed = null;
      state = next;
      fit();
    },
    /** @param {Neuron | null} neuron */
    mark(neuron) { selected = neuron; schedulePaint(); },
    repaint: schedulePaint,
    /** Show the layers one after the other. */
    play() {
      const started = performance.now();
      const layers = state?.columns.length ?? 0;
      /** @param {number} now */
      function step(now) {
        progress = (now - started) / 1000 / SECONDS_PER_LAYER;
        schedulePaint();
        if (progress < layers) requestAnimationFrame(step);
        else progress = Infinity;
      }
      requestAnimationFrame(step);
    },
  };
}

/** @param {NetworkState} state @param {Neuron} neuron */
function describeNeuron(state, { column, index }) {
  const value = describeValue(state, column, index);
  return `${getNeuronName(state.columns[column], index, state.model)}${value ? `: ${value}` : ""}`;
}
