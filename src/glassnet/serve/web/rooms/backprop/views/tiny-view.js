/** The network 2-3-2 with every value in sight: on the lines weights and their derivatives, in the neurons sums, activations and errors. */

import { createElement } from "../../../look/elements.js";
import { formatFixed } from "../core/decimals.js";
import { getKnownError } from "../core/phases.js";
import { getLayer, listTargets } from "../core/quantities.js";
import { TINY_ACTIVATIONS, TINY_LOSSES } from "../core/tiny-network.js";
import { svg } from "./curve-view.js";

/**
 * @typedef {import("../core/experiment.js").Experiment} Experiment
 * @typedef {import("../../../studio/rooms.js").Selection} Selection
 */

const [BOX_WIDTH, BOX_HEIGHT, INPUT_HEIGHT] = [138, 80, 34];
/** From left to right, and on a phone from top to bottom: where neurons are, and how far along its line the label of a weight is. */
const WIDE = {
  size: [760, 560], neurons: [[[76, 170], [76, 390]], [[380, 60], [380, 280], [380, 500]], [[684, 170], [684, 390]]], loss: [684, 286],
  ends: (/** @type {number[]} */ [x, y], /** @type {number} */ side) => [x + (side * BOX_WIDTH) / 2, y],
  // Where lines have spread from the inputs, and not yet met at the outputs, no label lies on another.
  labelAt: (/** @type {number} */ column) => (column === 1 ? 0.21 : 0.79),
};
const NARROW = {
  size: [460, 500], neurons: [[[140, 22], [320, 22]], [[72, 215], [230, 215], [388, 215]], [[140, 425], [320, 425]]], loss: [230, 492],
  ends: (/** @type {number[]} */ [x, y], /** @type {number} */ side) => [x, y + (side * (y < 40 ? INPUT_HEIGHT : BOX_HEIGHT)) / 2],
  labelAt: (/** @type {number} */ column, /** @type {number} */ from, /** @type {number} */ to) => (column === 1 ? [0.34, 0.68][from] : [0.66, 0.32][to]),
};
const MIN_WIDE = 560;
const DECIMALS = 4;

/** @param {number} value */
const getSign = (value) => (value < 0 ? "negative" : value > 0 ? "positive" : "");

/**
 * @param {HTMLElement} root
 * @param {{select: (selection: Selection) => void, point: (selection: Selection | null) => void, chooseInput: (index: number, value: number) => void, chooseSettings: (settings: import("../core/tiny-network.js").TinySettings) => void}} on
 */
export function createTinyView(root, on) {
  const picture = svg("svg", { class: "tiny-network", role: "group", "aria-label": "The network 2-3-2 with all its values" });
  const fields = [0, 1].map((index) => {
    const field = createElement("input", { type: "number", step: "0.25", min: "-3", max: "3", id: `tiny-input-${index + 1}` });
    field.addEventListener("change", () => Number.isFinite(field.valueAsNumber) && on.chooseInput(index, field.valueAsNumber));
    return field;
  });
  const choose = (/** @type {string} */ id, /** @type {readonly (readonly [string, string])[]} */ options) => {
    const select = createElement("select", { id }, ...options.map(([value, name]) => createElement("option", { value }, name)));
    select.addEventListener("change", () => on.chooseSettings({ activation: activation.value, loss: loss.value }));
    return select;
  };
  const activation = choose("tiny-activation", TINY_ACTIVATIONS);
  const loss = choose("tiny-loss", TINY_LOSSES);
  const element = createElement("section", { className: "tiny", "aria-label": "A network to follow by hand" },
    createElement("div", { className: "tiny-settings" },
      createElement("label", { className: "field" }, "Input 1", fields[0]), createElement("label", { className: "field" }, "Input 2", fields[1]),
      createElement("label", { className: "field" }, "Activation", activation), createElement("label", { className: "field" }, "Loss", loss)),
    createElement("div", { className: "tiny-scroll", tabIndex: 0, role: "region", "aria-label": "Picture of the network" }, picture),
    createElement("p", { className: "legend" }, "black: forward; orange and blue: derivatives, known from the phase on in which they are computed"));
  root.append(element);
  /** @type {Map<string, Element>} */
  const marked = new Map();

  /** @param {Selection} selection @param {string} name @param {Element[]} children */
  function createPart(selection, name, children) {
    const part = svg("g", { class: `tiny-part ${selection.kind}`, tabindex: 0, role: "button", "aria-label": name }, ...children.flatMap((child) => [child, " "]));
    const key = JSON.stringify(selection);
    part.setAttribute("data-key", key);
    part.addEventListener("click", () => on.select(selection));
    part.addEventListener("keydown", (event) => {
      if (!["Enter", " "].includes(/** @type {KeyboardEvent} */ (event).key)) return;
      event.preventDefault();
      on.select(selection);
    });
    marked.set(key, part);
    return part;
  }

  return {
    element,
    /** @param {{experiment: Experiment, columns: import("../../../stage/columns.js").Column[], phase: import("../core/phases.js").Phase, selection: Selection | null, settings: import("../core/tiny-network.js").TinySettings}} state */
    show({ experiment, columns, phase, selection, settings }) {
      fields.forEach((field, i) => { if (document.activeElement !== field) field.value = String(experiment.inputs[i]); });
      activation.value = settings.activation;
      loss.value = settings.loss;
      const focused = document.activeElement?.getAttribute("data-key");
      marked.clear();
      const last = columns.length - 1;
      const known = getKnownError(phase, last);
      const hasGradient = (/** @type {number} */ column) => column > phase.column || (column === phase.column && ["gradients", "update", "again"].includes(phase.kind)) || ["update", "again"].includes(phase.kind);
      const place = element.clientWidth && element.clientWidth < MIN_WIDE ? NARROW : WIDE;
      picture.setAttribute("viewBox", `0 0 ${place.size.join(" ")}`);
      picture.classList.toggle("narrow", place === NARROW);
      const lines = [];
      const labels = [];
      for (const column of [1, 2]) {
        const layer = getLayer(experiment, columns[column]);
        const units = layer.dSums.data.length;
        for (let from = 0; from < layer.inputs.data.length; from++) {
          for (let to = 0; to < units; to++) {
            const own = { kind: /** @type {const} */ ("weight"), column, from, to };
            const weight = layer.parameters.weights.data[from * units + to];
            const gradient = layer.gradients.weights.data[from * units + to];
            const [x1, y1] = place.ends(place.neurons[column - 1][from], 1);
            const [x2, y2] = place.ends(place.neurons[column][to], -1);
            const at = place.labelAt(column, from, to);
            const [x, y] = [x1 + at * (x2 - x1), y1 + at * (y2 - y1)];
            lines.push(svg("line", { x1, y1, x2, y2, class: `tiny-line ${weight < 0 ? "negative" : "positive"}`, "stroke-width": 0.8 + 1.2 * Math.min(2, Math.abs(weight)) }));
            const texts = [svg("text", { x, y: y - 1, class: "value" }, formatFixed(weight, 2))];
            if (hasGradient(column)) texts.push(svg("text", { x, y: y + 12, class: `derivative ${getSign(gradient)}` }, formatFixed(gradient, DECIMALS)));
            labels.push(createPart(own, `${texts.map((text) => text.textContent).join(" ")}: weight${hasGradient(column) ? " and derivative," : ""} from ${from + 1} to ${to + 1} of layer ${column}`,
              [svg("rect", { x: x - 27, y: y - 13, width: 54, height: hasGradient(column) ? 28 : 17, rx: 5 }), ...texts]));
          }
        }
      }
      const boxes = place.neurons.flatMap((neurons, column) => neurons.map(([x, y], index) => {
        /** @type {[string, string, string][]} */
        const rows = [];
        if (!column) rows.push(["x", formatFixed(experiment.inputs[index], 2), ""]);
        else {
          const layer = getLayer(experiment, columns[column]);
          const bias = layer.parameters.bias.data[index];
          rows.push([`b ${formatFixed(bias, 2)}  z`, formatFixed(layer.sums.data[index], DECIMALS), ""]);
          if (column < last) rows.push(["a", formatFixed(layer.outputs.data[index], DECIMALS), ""]);
          else {
            const target = listTargets(experiment, 2)[index];
            rows.push([`y ${formatFixed(target, 0)}  ${settings.loss === "squared_error" ? "a" : "p"}`, formatFixed(experiment.trace.probabilities[index], DECIMALS), ""]);
          }
          if (column >= known) rows.push(["dL/dz", formatFixed(layer.dSums.data[index], DECIMALS), `derivative ${getSign(layer.dSums.data[index])}`]);
        }
        const height = column ? BOX_HEIGHT : INPUT_HEIGHT;
        return createPart({ kind: "neuron", column, index }, `${rows.map(([name, value]) => `${name} ${value}`).join(" ")}: ${column ? `layer ${column}, neuron` : "input"} ${index + 1}`, [
          svg("rect", { x: x - BOX_WIDTH / 2, y: y - height / 2, width: BOX_WIDTH, height, rx: 12 }),
          ...rows.flatMap(([name, value, sign], i) => {
            const at = y - height / 2 + 21 + 21 * i;
            return [svg("text", { x: x - BOX_WIDTH / 2 + 10, y: at, class: "name" }, name), svg("text", { x: x + BOX_WIDTH / 2 - 10, y: at, class: `value end ${sign}` }, value)];
          }),
        ]);
      }));
      const total = phase.kind === "forward" ? [] : [svg("text", { x: place.loss[0], y: place.loss[1], class: "tiny-loss" }, `L = ${formatFixed(experiment.trace.loss, DECIMALS)}`)];
      picture.replaceChildren(...lines, ...labels, ...boxes, ...total);
      if (selection) marked.get(JSON.stringify(selection))?.classList.add("selected");
      if (focused) /** @type {HTMLElement | undefined} */ (/** @type {unknown} */ (marked.get(focused)))?.focus({ preventScroll: true });
    },
    /** @param {Selection | null} selection */
    point(selection) {
      for (const part of marked.values()) part.classList.remove("pointed");
      if (selection) marked.get(JSON.stringify(selection))?.classList.add("pointed");
    },
  };
}
