/** Choosing a neuron by layer and number, for keyboards and for exact places. */

import { createElement } from "../../look/elements.js";
import { countElements } from "../../reading/numbers.js";
import { getColumnName } from "../../stage/columns.js";

/** @param {import("../../studio/rooms.js").Context} context */
export function createChooser({ store, stage, slots }) {
  const layer = createElement("select", { id: "neuron-layer" });
  const number = createElement("input", { id: "neuron-number", type: "number", min: "1", value: "1", inputMode: "numeric" });
  slots.aside.append(createElement("div", { className: "chooser numbers", role: "group", "aria-label": "Look at a neuron" },
    createElement("label", { className: "field" }, createElement("span", {}, "Layer"), layer),
    createElement("label", { className: "field" }, createElement("span", {}, "Neuron"), number)));

  function select() {
    const column = Number(layer.value);
    const count = countElements(stage.columns[column].shape);
    store.set({ selection: { kind: "neuron", column, index: Math.max(0, Math.min(count, Number(number.value) || 1) - 1) } });
  }

  function showSelection() {
    const { selection } = store.state;
    const [column, index] = selection?.kind === "weight" ? [selection.column, selection.to] : [selection?.column ?? 0, selection?.index ?? 0];
    if (!column || !stage.columns[column]) return;
    layer.value = String(column);
    number.max = String(countElements(stage.columns[column].shape));
    number.value = String(index + 1);
  }

  layer.addEventListener("change", select);
  number.addEventListener("change", select);
  return {
    /** The network is another one. */
    showLayers() {
      layer.replaceChildren(...stage.columns.slice(1).map((column) => createElement("option", { value: String(column.number) }, `${column.layer}: ${getColumnName(column)}`)));
      showSelection();
    },
    showSelection,
  };
}
