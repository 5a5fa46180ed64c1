/** Every array of a layer, as a picture; the chosen one as numbers. */

import { createElement } from "../../../look/elements.js";
import { getLayerName } from "../../../stage/columns.js";
import { formatFixed, chooseDecimals } from "../core/decimals.js";
import { formula } from "../core/mathml.js";
import { getLayerNumber, listArrays } from "../core/quantities.js";
import { createArrayPicture } from "./array-picture.js";

/**
 * @typedef {import("../core/experiment.js").Experiment} Experiment
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("../core/notation.js").Quantity} Quantity
 */

const WORDS = /** @type {Record<Quantity, string>} */ ({
  input: "what it reads", weight: "weights", bias: "biases", sum: "sums", output: "activations", dOutput: "error of the activations",
  dSum: "error of the sums", dWeight: "derivatives of the weights", dBias: "derivatives of the biases", dInput: "error passed back",
});
/** Which arrays a phase is about. */
const OF_PHASE = /** @type {Record<string, Quantity[]>} */ ({
  forward: ["input", "weight", "bias", "sum", "output"], loss: ["sum", "output"], error: ["dOutput", "dSum"], back: ["dOutput", "dSum"],
  gradients: ["input", "dSum", "dWeight", "dBias"], update: ["dWeight", "dBias", "weight", "bias"], again: ["weight", "bias", "output"],
});
const MAX_ROWS = 40;

/** @param {HTMLElement} root @param {{chooseLayer: (column: number) => void}} on */
export function createArraysView(root, on) {
  const tabs = createElement("div", { className: "arrays-layers", role: "group", "aria-label": "Layer" });
  const list = createElement("ul", { className: "arrays", id: "backprop-arrays" });
  const table = createElement("div", { className: "array-numbers", id: "array-numbers", tabIndex: 0, role: "region", "aria-label": "Numbers", hidden: true });
  root.append(createElement("section", { className: "arrays-view", "aria-label": "Arrays of the layer" }, tabs, list, table));
  /** @type {Quantity | null} */
  let chosen = null;
  /** @type {any} */
  let shown = null;

  function showNumbers() {
    const found = chosen && shown ? listArrays(shown.experiment, shown.column).find(({ quantity }) => quantity === chosen) : null;
    table.hidden = !found;
    for (const button of list.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.quantity === chosen));
    if (found) table.replaceChildren(...createTable(found, shown));
  }

  return {
    /** @param {{experiment: Experiment, columns: Column[], column: Column, phase: import("../core/phases.js").Phase, notation: import("../core/notation.js").Notation, focus: number}} state */
    show(state) {
      shown = state;
      const { experiment, columns, column, phase, notation } = state;
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset : {};
      tabs.replaceChildren(...columns.filter(({ number }) => number).map((each) => {
        const button = createElement("button", { type: "button", className: "quiet small", "aria-pressed": String(each === column) }, each.isOutput ? "Output" : getLayerName(each).replace("l", "L"));
        button.dataset.layer = String(each.number);
        button.addEventListener("click", () => on.chooseLayer(each.number));
        return button;
      }));
      list.replaceChildren(...order(listArrays(experiment, column), OF_PHASE[phase.kind]).map((array) => {
        const { quantity, shape } = array;
        const name = `${WORDS[quantity]}, ${shape.join(" × ")}`;
        const symbol = formula(notation.symbol(quantity, getLayerNumber(column)));
        symbol.setAttribute("display", "inline");
        const button = createElement("button", { type: "button", className: "array", title: `${name}: show the numbers` },
          createArrayPicture(array, experiment.model.imageShape, ""), createElement("span", { className: "array-name" }, createElement("span", { className: "formulas" }, symbol), createElement("span", {}, WORDS[quantity])));
        button.dataset.quantity = quantity;
        button.classList.toggle("now", OF_PHASE[phase.kind].includes(quantity));
        button.addEventListener("click", () => {
          chosen = chosen === quantity ? null : quantity;
          showNumbers();
        });
        return createElement("li", {}, button);
      }));
      if (focused.quantity) /** @type {HTMLElement | null} */ (list.querySelector(`[data-quantity="${focused.quantity}"]`))?.focus({ preventScroll: true });
      if (focused.layer) /** @type {HTMLElement | null} */ (tabs.querySelector(`[data-layer="${focused.layer}"]`))?.focus({ preventScroll: true });
      showNumbers();
    },
    clear() {
      shown = null;
      list.replaceChildren();
      tabs.replaceChildren();
      table.hidden = true;
    },
  };
}

/** Those of the phase first. @param {import("../core/quantities.js").Quantities[]} arrays @param {Quantity[]} now */
function order(arrays, now) {
  const isNow = (/** @type {{quantity: Quantity}} */ { quantity }) => now.includes(quantity);
  return [...arrays.filter(isNow), ...arrays.filter((each) => !isNow(each))];
}

/** @param {{quantity: Quantity, shape: number[], data: ArrayLike<number>}} array @param {{experiment: Experiment, column: Column, focus: number}} state */
function createTable({ quantity, shape, data }, { experiment, focus }) {
  const decimals = chooseDecimals(data);
  const write = (/** @type {number} */ index) => formatFixed(data[index], decimals);
  const [height, width] = experiment.model.imageShape;
  const isImage = shape[0] === height * width && shape[0] > 20;
  if (shape.length <= 2 && isImage) {
    const units = shape[1] ?? 1;
    const at = Math.min(focus, units - 1);
    const caption = units > 1 ? `${WORDS[quantity]} of neuron ${at + 1}, pixel by pixel` : `${WORDS[quantity]}, pixel by pixel`;
    return [createGrid(caption, height, width, (row, column) => write((row * width + column) * units + at))];
  }
  if (shape.length === 1) return [createGrid(WORDS[quantity], 1, shape[0], (_, i) => write(i))];
  if (shape.length === 2) {
    const rows = Math.min(shape[0], MAX_ROWS);
    return [createGrid(`${WORDS[quantity]}: from (rows) to (columns)${rows < shape[0] ? `, the first ${rows} rows` : ""}`, rows, Math.min(shape[1], MAX_ROWS), (row, column) => write(row * shape[1] + column))];
  }
  const channels = shape[shape.length - 1];
  const at = focus % channels;
  if (shape.length === 3) return [createGrid(`${WORDS[quantity]}, map ${at + 1}`, shape[0], shape[1], (row, column) => write((row * shape[1] + column) * channels + at))];
  return [createGrid(`${WORDS[quantity]}, kernel of map ${at + 1}, its first channel`, shape[0], shape[1], (row, column) => write(((row * shape[1] + column) * shape[2]) * channels + at))];
}

/** @param {string} caption @param {number} rows @param {number} columns @param {(row: number, column: number) => string} write */
function createGrid(caption, rows, columns, write) {
  const head = createElement("tr", {}, createElement("td"), ...Array.from({ length: columns }, (_, i) => createElement("th", { scope: "col" }, String(i + 1))));
  const lines = Array.from({ length: rows }, (_, row) => createElement("tr", {}, createElement("th", { scope: "row" }, String(row + 1)),
    ...Array.from({ length: columns }, (__, column) => createElement("td", {}, write(row, column)))));
  return createElement("table", {}, createElement("caption", {}, caption), createElement("thead", {}, head), createElement("tbody", {}, ...lines));
}
