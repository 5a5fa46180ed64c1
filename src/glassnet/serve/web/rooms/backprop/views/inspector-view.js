/** What is selected: a pixel, a neuron with its bias and its steepest weights, or one weight. */

import { createElement } from "../../../look/elements.js";
import { formatAlone } from "../core/decimals.js";
import { findIndex, findPlace } from "../core/places.js";
import { getLast, getLayer } from "../core/quantities.js";
import { createArrayPicture } from "./array-picture.js";
import { createParameterEditor } from "./parameter-editor.js";

/**
 * @typedef {import("../core/experiment.js").Experiment} Experiment
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("../../../studio/rooms.js").Selection} Selection
 */

const MAX_WEIGHTS = 6;

/** @param {import("../../../studio/inspector.js").Inspector} inspector @param {{changed: () => void, select: (selection: Selection) => void, name: (selection: Selection) => string}} on */
export function createInspectorView(inspector, on) {
  const editor = createParameterEditor({ changed: on.changed });
  const facts = createElement("dl", { className: "facts numbers" });
  const pictures = createElement("div", { className: "inspector-pictures" });
  const weights = createElement("ul", { className: "weight-list", "aria-label": "Its steepest weights" });
  const heading = createElement("h3", {});
  const lead = createElement("p", { className: "note" });
  const nodes = [lead, facts, pictures, heading, editor.element, weights];
  let shown = "";

  /** @param {[string, number][]} list */
  function showFacts(list) {
    facts.replaceChildren(...list.flatMap(([name, value]) => [createElement("dt", {}, name), createElement("dd", {}, formatAlone(value))]));
  }

  /** @param {Experiment} experiment @param {Column} column @param {number} index @param {number} before */
  function listWeights(experiment, column, index, before) {
    const gradient = getLayer(experiment, column).gradients.weights;
    if (column.kind !== "dense" || !gradient) return weights.replaceChildren();
    const [count, units] = gradient.shape;
    const values = getLayer(experiment, column).parameters.weights.data;
    const order = Array.from({ length: count }, (_, from) => from).sort((a, b) => Math.abs(gradient.data[b * units + index]) - Math.abs(gradient.data[a * units + index])).slice(0, MAX_WEIGHTS);
    weights.replaceChildren(...order.map((from) => {
      const source = on.name({ kind: "neuron", column: before, index: from });
      const button = createElement("button", { type: "button", className: "quiet small" }, `from ${source}: `, createElement("span", { className: "numbers" }, `w ${formatAlone(values[from * units + index], 3)}, dL/dw ${formatAlone(gradient.data[from * units + index], 3)}`));
      button.addEventListener("click", () => on.select({ kind: "weight", column: column.number, from, to: index }));
      return createElement("li", {}, button);
    }));
  }

  return {
    /** @param {Experiment} experiment @param {Column[]} columns @param {Selection | null} selection */
    show(experiment, columns, selection) {
      const column = selection && columns[selection.column];
      if (!selection || !column) {
        if (shown) inspector.clear();
        shown = "";
        return;
      }
      const place = findPlace(columns, experiment.network, selection);
      editor.element.hidden = !place;
      heading.hidden = !place;
      pictures.replaceChildren();
      weights.replaceChildren();
      if (selection.kind === "weight") {
        const layer = getLayer(experiment, column);
        const units = layer.dSums.data.length;
        const at = selection.from * units + selection.to;
        lead.textContent = `From ${on.name({ kind: "neuron", column: selection.column - 1, index: selection.from })} to ${on.name({ kind: "neuron", column: selection.column, index: selection.to })}.`;
        showFacts([["it reads a", layer.inputs.data[selection.from]], ["error at its end dL/dz", layer.dSums.data[selection.to]], ["dL/dw = product", layer.gradients.weights.data[at]]]);
        heading.textContent = "";
        heading.hidden = true;
      } else if (!column.number) {
        lead.textContent = "How the loss would change with more ink in this pixel.";
        showFacts([["ink", experiment.inputs[selection.index]], ["dL/d(ink)", experiment.trace.layers[0].dInputs.data[selection.index]]]);
        pictures.replaceChildren(createFigure(experiment.trace.layers[0].dInputs, experiment, "dL/d(input), all pixels"));
      } else {
        const layer = getLayer(experiment, column);
        const last = getLast(experiment, column);
        lead.textContent = "";
        showFacts([["sum z", layer.sums.data[selection.index]], ["activation a", last.outputs.data[selection.index]], ["dL/da", last.dOutputs.data[selection.index]], ["dL/dz", layer.dSums.data[selection.index]]]);
        heading.textContent = "Its bias";
        const [height, width] = experiment.model.imageShape;
        const { weights: own } = layer.parameters;
        if (column.kind === "dense" && own.shape[0] === height * width && own.shape[0] > 20) {
          const take = (/** @type {{data: ArrayLike<number>}} */ { data }) => ({ shape: [height, width, 1], data: Float64Array.from({ length: height * width }, (_, pixel) => data[pixel * own.shape[1] + selection.index]) });
          pictures.replaceChildren(createFigure(take(own), experiment, "its weights"), createFigure(take(layer.gradients.weights), experiment, "their derivatives"));
        }
        listWeights(experiment, column, selection.index, selection.column - 1);
      }
      const title = capitalize(selection.kind === "weight" ? "one weight" : on.name(selection));
      if (place) editor.show(experiment, findIndex(experiment.network, place), JSON.stringify([selection, experiment.model.name]));
      if (shown !== JSON.stringify(selection)) inspector.show(title, nodes, { closable: true });
      shown = JSON.stringify(selection);
    },
    forget() { shown = ""; },
  };
}

/** @param {{shape: number[], data: ArrayLike<number>}} array @param {Experiment} experiment @param {string} name */
function createFigure(array, experiment, name) {
  return createElement("figure", {}, createArrayPicture(array, experiment.model.imageShape, name), createElement("figcaption", { className: "note" }, name));
}

/** @param {string} text */
function capitalize(text) {
  return text.replace(/^./u, (first) => first.toUpperCase());
}
