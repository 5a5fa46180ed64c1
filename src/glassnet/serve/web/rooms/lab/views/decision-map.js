/** The plane through three drawings: each point in the color of what is read there, paler where it is unsure. */

import { mixColors, paintPixels, parseColor, readPalette } from "../../../look/colors.js";
import { createElement, fitCanvas } from "../../../look/elements.js";
import { paintInk } from "./pictures.js";

const STEP = 0.05;

/** @param {{move: (u: number, v: number) => void}} on */
export function createDecisionMap({ move }) {
  const canvas = createElement("canvas", { className: "lab-map", tabIndex: 0, role: "application", "aria-label": "Map of decisions; arrow keys move the point" });
  const legend = createElement("ul", { className: "lab-legend" });
  const corners = ["A", "B", "C"].map((letter) => {
    const picture = createElement("canvas", { "aria-hidden": "true" });
    return { picture, element: createElement("li", {}, picture, createElement("span", {}, letter === "A" ? "A, your digit" : letter)) };
  });
  const element = createElement("div", { className: "lab-map-box" }, canvas, createElement("div", { className: "lab-map-side" }, createElement("ul", { className: "lab-corners" }, ...corners.map((each) => each.element)), legend));
  /** @type {{side: number, classes: Uint8Array, confidences: Float32Array, rows: number, names: string[], ticks: number[]} | null} */
  let found = null;
  const picture = createElement("canvas", {});
  let [u, v] = [0, 0];
  let scheduled = 0;

  const toShare = (/** @type {number} */ value) => (value + 0.5) / 2;

  function paint() {
    scheduled = 0;
    const { context, width, height } = fitCanvas(canvas);
    if (!width || !found) return;
    const { side, classes, confidences, rows, names } = found;
    const colors = Array.from(legend.querySelectorAll("i"), (swatch) => getComputedStyle(swatch).color);
    const { raised } = readPalette();
    paintPixels(picture, side, side, (i) => {
      if (i >= rows * side) return raised;
      const sure = Math.max(0, (confidences[i] - 1 / names.length) / (1 - 1 / names.length));
      return mixColors(raised, parseColor(colors[classes[i]]), 0.12 + 0.7 * sure);
    });
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, width, height);
    context.font = "600 14px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    const ink = getComputedStyle(canvas).color;
    [[0, 0, "A"], [1, 0, "B"], [0, 1, "C"]].forEach(([x, y, letter]) => {
      const at = [toShare(Number(x)) * width, toShare(Number(y)) * height];
      context.fillStyle = getComputedStyle(canvas).backgroundColor;
      context.beginPath();
      context.arc(at[0], at[1], 11, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = ink;
      context.fillText(String(letter), at[0], at[1] + 1);
    });
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(toShare(u) * width, toShare(v) * height, 7, 0, 2 * Math.PI);
    context.stroke();
  }

  function schedule() {
    scheduled ||= requestAnimationFrame(paint);
  }

  /** @param {PointerEvent} event */
  function point(event) {
    move((2 * event.offsetX) / canvas.clientWidth - 0.5, (2 * event.offsetY) / canvas.clientHeight - 0.5);
  }
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("keydown", (event) => {
    const steps = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] });
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    // At once: the next key may come before the room has shown this place.
    [u, v] = [Math.max(-0.5, Math.min(1.5, u + step[0])), Math.max(-0.5, Math.min(1.5, v + step[1]))];
    move(u, v);
  });
  new ResizeObserver(schedule).observe(canvas);

  return {
    element,
    /** @param {{side: number, classes: Uint8Array, confidences: Float32Array, rows: number, names: string[], ticks: number[], u: number, v: number}} next */
    show(next) {
      found = next;
      if (legend.childElementCount !== next.names.length) {
        legend.replaceChildren(...next.names.map((name, i) => {
          const swatch = createElement("i", {});
          swatch.style.color = `var(--series-${(i % 10) + 1})`;
          return createElement("li", {}, swatch, name);
        }));
      }
      schedule();
    },
    /** @param {number} nextU @param {number} nextV */
    move(nextU, nextV) {
      [u, v] = [nextU, nextV];
      schedule();
    },
    /** @param {Uint8Array[]} images */
    showCorners(images) {
      corners.forEach(({ picture }, i) => paintInk(picture, images[i]));
    },
  };
}
