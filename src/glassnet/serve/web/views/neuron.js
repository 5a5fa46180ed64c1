/** One neuron, term by term: images of its weights, its formula with the values, every term. */

import { getElement, createElement } from "../look/elements.js";
import { countElements } from "../reading/numbers.js";
import { getColumnName, getNeuronName } from "../network/columns.js";
import { getActivations } from "../network/state.js";
import { computeSum } from "../network/terms.js";
import { createFormulas } from "./formulas.js";
import { createNeuronImages } from "./neuron-images.js";
import { createTermsTable } from "./terms-table.js";

/**
 * @typedef {import("../network/state.js").NetworkState} NetworkState
 * @typedef {import("../network/paint.js").Neuron} Neuron
 */

/** @param {(neuron: Neuron) => void} select */
export function createNeuronView(select) {
  const [panel, lead] = [getElement("neuron"), getElement("neuron-lead")];
  const layer = /** @type {HTMLSelectElement} */ (getElement("neuron-layer"));
  const number = /** @type {HTMLInputElement} */ (getElement("neuron-number"));
  /** Whether all terms are listed, or the largest only. */
  let all = false;
  /** @type {NetworkState | null} */
  let state = null;
  /** @type {Neuron | null} */
  let neuron = null;
  /** Whether the user selected it. */
  let isSelected = false;

  function paint() {
    if (!state || !neuron) {
      lead.textContent = state && !state.model.reads_drawings ? "This network cannot read drawings." : "Draw a digit to see a sum.";
      return panel.replaceChildren();
    }
    const column = state.columns[neuron.column];
    const sum = computeSum(state, column, neuron.index);
    const value = getActivations(state, column)?.[neuron.index];
    const name = getNeuronName(column, neuron.index, state.model);
    lead.textContent = isSelected ? `${capitalize(name)}.` : `${capitalize(name)}: the most active one. Click any other.`;
    if (!sum || value === undefined) return panel.replaceChildren();
    const scene = { state, column, index: neuron.index, sum, value };
    panel.replaceChildren(
      createElement("div", {}, createNeuronImages(scene), createFormulas(scene)),
      createTermsTable(scene, all, (next) => { all = next; paint(); }));
  }

  function showLayers() {
    if (!state) return;
    const names = state.columns.slice(1).map((column) => `${column.number}: ${getColumnName(column)}`);
    layer.replaceChildren(...names.map((name, i) => createElement("option", { value: String(i + 1) }, name)));
  }

  function showSelection() {
    if (!state || !neuron) return;
    layer.value = String(neuron.column);
    number.max = String(countElements(state.columns[neuron.column].shape));
    number.value = String(neuron.index + 1);
  }

  function selectTyped() {
    if (!state) return;
    const column = Number(layer.value);
    const count = countElements(state.columns[column].shape);
    select({ column, index: Math.max(0, Math.min(count, Number(number.value) || 1) - 1) });
  }

  layer.addEventListener("change", selectTyped);
  number.addEventListener("change", selectTyped);

  return {
    /** @param {NetworkState} next @param {Neuron | null} nextNeuron @param {boolean} nextIsSelected */
    show(next, nextNeuron, nextIsSelected) {
      const other = next.model !== state?.model;
      state = next;
      neuron = nextNeuron;
      isSelected = nextIsSelected;
      if (other) showLayers();
      showSelection();
      paint();
    },
    scrollTo() {
      getElement("neuron-panel").scrollIntoView({ behavior: "smooth", block: "nearest" });
    },
  };
}

/** @param {string} text */
function capitalize(text) {
  return text[0].toUpperCase() + text.slice(1);
}
