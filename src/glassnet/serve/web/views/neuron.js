/** One neuron with all that it adds up: pictures of its weights, the formula with its numbers, every term. */

import { found, made } from "../look/elements.js";
import { size } from "../reading/numbers.js";
import { columnName, neuronName } from "../network/anatomy.js";
import { activations } from "../network/state.js";
import { sumOf } from "../network/terms.js";
import { formulas } from "./formulas.js";
import { pictures } from "./neuron-pictures.js";
import { termsTable } from "./terms-table.js";

/**
 * @typedef {import("../network/state.js").Live} Live
 * @typedef {import("../network/paint.js").Place} Place
 */

/** @param {(place: Place) => void} choose */
export function createNeuronView(choose) {
  const [panel, lead] = [found("neuron"), found("neuron-lead")];
  const layer = /** @type {HTMLSelectElement} */ (found("neuron-layer"));
  const number = /** @type {HTMLInputElement} */ (found("neuron-number"));
  /** Whether all terms are listed, or the largest only. */
  let all = false;
  /** @type {Live | null} */
  let state = null;
  /** @type {Place | null} */
  let place = null;
  /** Whether somebody chose it. */
  let deliberate = false;

  function paint() {
    if (!state || !place) {
      lead.textContent = "Draw something: then there is something to add up.";
      return panel.replaceChildren();
    }
    const column = state.columns[place.column];
    const sum = sumOf(state, column, place.index);
    const value = activations(state, column)?.[place.index];
    const name = neuronName(column, place.index, state.model);
    lead.textContent = deliberate ? `${capital(name)}.` : `The one most awake in its layer: ${name}. Click any other.`;
    if (!sum || value === undefined) return panel.replaceChildren();
    const scene = { state, column, index: place.index, sum, value };
    panel.replaceChildren(
      made("div", {}, pictures(scene), formulas(scene)),
      termsTable(scene, all, (wish) => { all = wish; paint(); }));
  }

  function offerLayers() {
    if (!state) return;
    const names = state.columns.slice(1).map((column) => `${column.number}: ${columnName(column)}`);
    layer.replaceChildren(...names.map((name, i) => made("option", { value: String(i + 1) }, name)));
  }

  function showChoice() {
    if (!state || !place) return;
    layer.value = String(place.column);
    number.max = String(size(state.columns[place.column].shape));
    number.value = String(place.index + 1);
  }

  function chosen() {
    if (!state) return;
    const column = Number(layer.value);
    const count = size(state.columns[column].shape);
    choose({ column, index: Math.max(0, Math.min(count, Number(number.value) || 1) - 1) });
  }

  layer.addEventListener("change", chosen);
  number.addEventListener("change", chosen);

  return {
    /** @param {Live} next @param {Place | null} nextPlace @param {boolean} isChosen */
    show(next, nextPlace, isChosen) {
      const other = next.model !== state?.model;
      state = next;
      place = nextPlace;
      deliberate = isChosen;
      if (other) offerLayers();
      showChoice();
      paint();
    },
    scrollTo() {
      found("neuron-panel").scrollIntoView({ behavior: "smooth", block: "nearest" });
    },
  };
}

/** @param {string} text */
function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
