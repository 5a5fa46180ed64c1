/** The cursor along the x axis, moved by pointer and by keys. */

import { countOf, findLongest, findNearest, snapToValues } from "./series.js";

const LONG_STEP = 10;

/**
 * @typedef {object} Chart
 * @property {() => import("./series.js").Series[]} series
 * @property {() => import("./axes.js").Frame | null} frame
 * @property {() => number | null} cursor
 * @property {(x: number | null) => void} move  shows the cursor at x, or takes it away
 * @property {(x: number) => void} [choose]
 */

/** @param {HTMLCanvasElement} canvas @param {Chart} chart */
export function setUpCursor(canvas, chart) {
  const listening = new AbortController();

  /** @param {PointerEvent} event */
  function follow(event) {
    const frame = chart.frame();
    if (!frame) return;
    const pixel = event.clientX - canvas.getBoundingClientRect().left;
    const { left, right } = frame.box;
    chart.move(snapToValues(chart.series(), frame.x.scale.toValue(Math.max(left, Math.min(right, pixel)))));
  }

  /** A first step puts the cursor on the newest value. @param {number} steps */
  function step(steps) {
    const cursor = chart.cursor();
    const longest = findLongest(chart.series());
    if (!longest || !countOf(longest)) return;
    const last = countOf(longest) - 1;
    const start = cursor === null ? last : findNearest(longest, cursor);
    const index = cursor === null && Number.isFinite(steps) ? last : start + steps;
    chart.move(longest.xs[Math.max(0, Math.min(last, index))]);
  }

  function choose() {
    const cursor = chart.cursor();
    if (cursor !== null) chart.choose?.(cursor);
  }

  /** @param {PointerEvent} event */
  function leave(event) {
    if (event.pointerType === "mouse") chart.move(null); // a finger that is lifted leaves the cursor
  }

  /** @type {Record<string, () => void>} */
  const actions = {
    ArrowLeft: () => step(-1),
    ArrowDown: () => step(-1),
    ArrowRight: () => step(1),
    ArrowUp: () => step(1),
    PageDown: () => step(-LONG_STEP),
    PageUp: () => step(LONG_STEP),
    Home: () => step(-Infinity),
    End: () => step(Infinity),
    Escape: () => chart.move(null),
    Enter: choose,
  };

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  const { signal } = listening;
  canvas.addEventListener("pointermove", follow, { signal });
  canvas.addEventListener("pointerdown", follow, { signal });
  canvas.addEventListener("pointerleave", leave, { signal });
  canvas.addEventListener("click", choose, { signal });
  canvas.addEventListener("keydown", press, { signal });
  canvas.addEventListener("blur", () => chart.move(null), { signal });
  return { remove: () => listening.abort() };
}
