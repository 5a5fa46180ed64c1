/** The neurons of a layer as their weight images, each with what it costs to knock it out. */

import { readPalette } from "../../../look/colors.js";
import { createElement } from "../../../look/elements.js";
import { paintWeights } from "./pictures.js";

/** More than these are not shown at once. */
export const MAX_NEURONS = 64;
const SIDE = 28;

/** @param {{toggle: (neuron: number) => void, isFixed?: boolean}} on */
export function createNeuronGrid({ toggle, isFixed = false }) {
  const list = createElement("ul", { className: "lab-neurons" });
  const note = createElement("p", { className: "note" });
  const element = createElement("div", {}, list, note);
  /** @type {{canvas: HTMLCanvasElement, button: HTMLElement, cost: HTMLElement, neuron: number}[]} */
  let shown = [];
  /** What is painted: the weights, and the colors. @type {any[]} */
  let painted = [];

  /** @param {number[]} neurons */
  function build(neurons) {
    shown = neurons.map((neuron) => {
      const canvas = createElement("canvas", { "aria-hidden": "true" });
      const cost = createElement("span", { className: "lab-cost" });
      const parts = [canvas, createElement("span", { className: "lab-neuron-name" }, String(neuron + 1)), cost];
      const button = isFixed ? createElement("div", { className: "lab-neuron" }, canvas) : createElement("button", { type: "button", className: "lab-neuron", "aria-pressed": "false" }, ...parts);
      if (!isFixed) button.addEventListener("click", () => toggle(neuron));
      return { canvas, button, cost, neuron };
    });
    list.replaceChildren(...shown.map(({ button }) => createElement("li", {}, button)));
  }

  /** @param {number[]} shape @param {ArrayLike<number>} data */
  function paint(shape, data) {
    const { height, width, at } = placeWeights(shape);
    let largest = 1e-12;
    for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
    for (const { canvas, neuron } of shown) paintWeights(canvas, Float64Array.from({ length: height * width }, (_, i) => at(data, neuron, i)), height, width, 0.6 * largest);
  }

  return {
    element,
    /**
     * @param {{shape: number[], data: ArrayLike<number>}} weights  of the layer; the last axis is that of the neurons
     * @param {{knocked: Set<number>, costs: number[] | null, noun: string}} state  costs: shares of accuracy
     */
    show({ shape, data }, { knocked, costs, noun }) {
      const count = shape[shape.length - 1];
      const all = Array.from({ length: count }, (_, i) => i);
      const ranked = costs && count > MAX_NEURONS ? [...all].sort((a, b) => costs[b] - costs[a]) : all;
      const neurons = ranked.slice(0, MAX_NEURONS);
      const isNew = neurons.join() !== shown.map(({ neuron }) => neuron).join();
      if (isNew) build(neurons);
      note.textContent = count > MAX_NEURONS ? `${MAX_NEURONS} of ${count} ${noun}s${costs ? ", those that cost most" : ""}.` : "";
      if (isNew || painted[0] !== data || painted[1] !== readPalette()) paint(shape, data);
      painted = [data, readPalette()];
      const top = Math.max(0.005, ...(costs ?? [0]));
      for (const { button, cost, neuron } of isFixed ? [] : shown) {
        const words = costs ? (100 * -costs[neuron]).toFixed(1).replace("-", "−") : "";
        button.setAttribute("aria-pressed", String(knocked.has(neuron)));
        button.setAttribute("aria-label", `${noun} ${neuron + 1}${costs ? `, costs ${(100 * costs[neuron]).toFixed(1)} points of accuracy` : ""}`);
        button.style.setProperty("--cost", String(costs ? Math.max(0, costs[neuron]) / top : 0));
        cost.textContent = words;
      }
    },
  };
}

/** How a neuron's weights become an image: the pixels, the middle of a kernel's channels, or one row. @param {number[]} shape */
function placeWeights(shape) {
  const count = shape[shape.length - 1];
  if (shape.length === 4) {
    const [height, width, channels] = shape;
    const at = (/** @type {ArrayLike<number>} */ data, /** @type {number} */ neuron, /** @type {number} */ i) => {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += data[(i * channels + channel) * count + neuron];
      return sum / channels;
    };
    return { height, width, at };
  }
  const isImage = shape[0] === SIDE * SIDE;
  const side = Math.ceil(Math.sqrt(shape[0]));
  const [height, width] = isImage ? [SIDE, SIDE] : [Math.ceil(shape[0] / side), side];
  const at = (/** @type {ArrayLike<number>} */ data, /** @type {number} */ neuron, /** @type {number} */ i) => (i < shape[0] ? data[i * count + neuron] : 0);
  return { height, width, at };
}
