/** The network on the page: painted when something changes, pointed at, clicked and walked through by keys. */

import { palette } from "../look/colours.js";
import { found, sharp } from "../look/elements.js";
import { size } from "../reading/numbers.js";
import { neuronName } from "./anatomy.js";
import { neuronAt, position } from "./blocks.js";
import { flowsDown, heightNeeded, layout } from "./layout.js";
import { paintNetwork, spoken } from "./paint.js";

/**
 * @typedef {import("./state.js").Live} Live
 * @typedef {import("./paint.js").Place} Place
 */

const SECONDS_PER_LAYER = 0.9;

/** @param {{choose: (place: Place) => void, say: (text: string) => void}} listener */
export function createNetworkView({ choose, say }) {
  const canvas = /** @type {HTMLCanvasElement} */ (found("network"));
  const frameBox = /** @type {HTMLElement} */ (canvas.parentElement);
  const tip = found("network-tip");
  /** @type {Live | null} */
  let state = null;
  /** @type {import("./blocks.js").Block[]} */
  let blocks = [];
  /** @type {Place | null} */
  let chosen = null;
  /** @type {Place | null} */
  let pointed = null;
  let progress = Infinity;
  let frame = 0;

  function paint() {
    frame = 0;
    const { context, width, height } = sharp(canvas);
    if (!state || !width) return;
    blocks = layout(state.columns, width, height);
    const down = flowsDown(width);
    paintNetwork({ context, colours: palette(), blocks, state, progress, down }, { chosen, pointed });
  }

  /** A picture that flows downwards is as high as it has to be. */
  function fit() {
    const width = canvas.clientWidth;
    const height = state && flowsDown(width) ? `${heightNeeded(state.columns, width)}px` : "";
    if (frameBox.style.height !== height) frameBox.style.height = height;
    schedulePaint();
  }

  function schedulePaint() {
    frame ||= requestAnimationFrame(paint);
  }

  /** @param {number} x @param {number} y @returns {Place | null} */
  function placeAt(x, y) {
    for (const [column, block] of blocks.entries()) {
      const index = neuronAt(block, x, y);
      if (index >= 0) return { column, index };
    }
    return null;
  }

  /** @param {Place | null} place */
  function pointAt(place) {
    pointed = place;
    tip.hidden = !place || !state;
    if (place && state) {
      const [x, y] = position(blocks[place.column], place.index);
      tip.textContent = said(state, place);
      tip.style.left = `${Math.max(70, Math.min(canvas.clientWidth - 70, x))}px`;
      tip.style.top = `${Math.max(34, y)}px`;
    }
    schedulePaint();
  }

  /** @param {number} columns @param {number} rows */
  function walk(columns, rows) {
    if (!state) return;
    const from = pointed ?? chosen ?? { column: state.columns.length - 1, index: 0 };
    const column = Math.max(0, Math.min(state.columns.length - 1, from.column + columns));
    const count = size(state.columns[column].shape);
    const share = from.index / Math.max(1, size(state.columns[from.column].shape) - 1);
    const index = columns ? Math.round(share * (count - 1)) : Math.max(0, Math.min(count - 1, from.index + rows));
    pointAt({ column, index });
    say(said(state, { column, index }));
  }

  canvas.addEventListener("pointermove", (event) => pointAt(placeAt(event.offsetX, event.offsetY)));
  canvas.addEventListener("pointerleave", () => pointAt(null));
  canvas.addEventListener("blur", () => pointAt(null));
  canvas.addEventListener("click", (event) => {
    const place = placeAt(event.offsetX, event.offsetY);
    if (place?.column) choose(place);
  });
  canvas.addEventListener("keydown", (event) => {
    const steps = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
    if (steps[event.key]) walk(...steps[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && pointed?.column) choose(pointed);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(fit).observe(canvas);

  return {
    /** @param {Live} next */
    show(next) {
      if (next.model !== state?.model) pointed = null;
      state = next;
      fit();
    },
    /** @param {Place | null} place */
    mark(place) { chosen = place; schedulePaint(); },
    repaint: schedulePaint,
    /** Let the numbers go through the network layer by layer, slowly enough to follow. */
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

/** @param {Live} state @param {Place} place */
function said(state, { column, index }) {
  const value = spoken(state, column, index);
  return `${neuronName(state.columns[column], index, state.model)}${value ? `: ${value}` : ""}`;
}
