/** All weight images of the first layer. */

import { createSignedTable, formatColor, readPalette } from "../../../look/colors.js";
import { createElement } from "../../../look/elements.js";
import { formatNumber } from "../numbers.js";
import { setText } from "./elements.js";

/** @param {import("../run/learn-run.js").LearnRun} run @returns {import("./tabs.js").Tab} */
export function createWeights(run) {
  const canvas = createElement("canvas", { className: "learn-weights", role: "img" });
  const note = createElement("p", { className: "note" });
  const element = createElement("div", {}, canvas, note);
  function update() {
    if (!run.shown || !run.recipe) return;
    const text = paintWeights(canvas, run, run.shown);
    canvas.setAttribute("aria-label", text);
    setText(note, text);
  }
  return { id: "weights", title: "Weights", needs: [], element, update };
}

/**
 * Paint all weight images of the first layer into a canvas; returns what they are.
 * @param {HTMLCanvasElement} canvas @param {import("../run/learn-run.js").LearnRun} run @param {import("../run/history.js").Snapshot} snapshot
 */
export function paintWeights(canvas, run, snapshot) {
  const recipe = /** @type {import("../../../nn/recipe.js").Recipe} */ (run.recipe);
  const weights = run.parametersOf(snapshot).get("1.weights");
  const [pixels, units] = weights.shape;
  const side = Math.round(Math.sqrt(pixels));
  if (weights.shape.length !== 2 || side * side !== pixels) return "The first layer does not read pixels.";
  const colors = readPalette();
  const across = Math.ceil(Math.sqrt(units));
  const gap = 2;
  const down = Math.ceil(units / across);
  Object.assign(canvas, { width: across * (side + gap) - gap, height: down * (side + gap) - gap });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = formatColor(colors.surface);
  context.fillRect(0, 0, canvas.width, canvas.height);
  const table = createSignedTable(colors);
  const middle = (table.length - 1) / 2;
  let largest = 0;
  for (let unit = 0; unit < units; unit++) {
    const image = context.createImageData(side, side);
    const painted = new Uint32Array(image.data.buffer);
    let own = 0;
    for (let pixel = 0; pixel < pixels; pixel++) own = Math.max(own, Math.abs(weights.data[pixel * units + unit]));
    largest = Math.max(largest, own);
    for (let pixel = 0; pixel < pixels; pixel++) painted[pixel] = table[middle + Math.round((middle * weights.data[pixel * units + unit]) / (own || 1)) || middle];
    context.putImageData(image, (unit % across) * (side + gap), Math.floor(unit / across) * (side + gap));
  }
  const when = snapshot.step === 0 ? "before training" : `after ${snapshot.step.toLocaleString("en")} updates`;
  return `What the ${units} neurons of layer 1 look for ${when}: orange pixels raise a neuron’s sum, blue ones lower it. Largest weight ${formatNumber(largest)}.`;
}
