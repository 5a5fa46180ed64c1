/** Weight: one weight by hand. */

import { createColumns, getNeuronName } from "../../../stage/columns.js";
import { FORWARD } from "../../../stage/lenses/forward.js";
import { formatNumber } from "../../../reading/numbers.js";
import { formatShare } from "../lab.js";
import { describeChange } from "../views/answer-view.js";
import { createButton, createSlider } from "../views/controls.js";
import { createElement } from "../../../look/elements.js";

const STEPS = 200;

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "weight",
  title: "Weight",
  question: "How much hangs on one weight?",
  hint: "Choose a neuron of a dense layer in the picture, or one of its lines: of a neuron, the weight that counts most is taken. Move it until the answer changes.",
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const { store, stage } = lab.context;
  const value = createSlider(lab.settings, { name: "value", label: "Weight", min: -1, max: 1, step: 0.01, fallback: 0, format: (number) => formatNumber(number, 3) });
  const name = createElement("p", { className: "note", id: "lab-weight" });
  const reset = createButton("Back to its own value", () => lab.set({ value: null }), "lab-reset");
  let place = "";

  /** The selected weight of a dense layer; otherwise the one that contributes most to the selected neuron, or to the answer. */
  function choose() {
    const { model, before } = lab;
    const columns = createColumns(model);
    const { selection } = store.state;
    const isDense = selection !== null && selection.column > 0 && columns[selection.column]?.kind === "dense";
    const last = columns[columns.length - 1];
    const chosen = isDense && selection.kind === "weight" ? selection : isDense ? findStrongest(columns[selection.column], selection.index) : findStrongest(last, before.best);
    const column = columns[chosen.column];
    const weights = model.parameters.get(`${column.name}.weights`);
    return { column, columns, chosen, name: `${column.name}.weights`, index: chosen.from * weights.shape[1] + chosen.to, weights };
  }

  /** @param {import("../../../stage/columns.js").Column} column @param {number} to */
  function findStrongest(column, to) {
    const { model, before } = lab;
    const { inputs } = before.pass.layers[column.index];
    const { data, shape } = model.parameters.get(`${column.name}.weights`);
    const worth = Array.from(inputs.data, (input, i) => Math.abs(input * data[i * shape[1] + to]));
    return { kind: /** @type {const} */ ("weight"), column: column.number, from: worth.indexOf(Math.max(...worth)), to };
  }

  return {
    controls: [value],
    view: [name, reset],
    show() {
      const { model, before, pixels } = lab;
      const { column, columns, chosen, name: array, index, weights } = choose();
      const own = weights.data[index];
      const key = `${model.name}:${array}:${index}`;
      if (place && place !== key && lab.settings.get("value") !== undefined) lab.set({ value: null });
      place = key;
      const largest = weights.data.reduce((/** @type {number} */ top, /** @type {number} */ each) => Math.max(top, Math.abs(each)), 0);
      const reach = Math.max(4 * largest, Math.abs(own)) || 1;
      value.setLimits({ min: -reach, max: reach, step: reach / STEPS, fallback: own });
      value.update();
      const isMoved = lab.settings.get("value") !== undefined;
      const parameters = model.parameters.copy();
      if (isMoved) parameters.get(array).data[index] = value.value;
      const now = isMoved ? lab.answer(pixels, parameters) : before;
      reset.hidden = !isMoved;
      if (!store.state.selection) store.set({ selection: chosen });
      name.textContent = `The weight from ${getNeuronName(columns[column.number - 1], chosen.from, model)} to ${getNeuronName(column, chosen.to, model)}; it was trained to ${formatNumber(own, 3)}.`;
      stage.show({ model, parameters, pass: /** @type {any} */ (now).pass, lens: FORWARD, outputs: now.probabilities, best: now.label === null ? -1 : now.best, tiles: false, reached: Infinity });
      return { now, before, image: pixels, saw: isMoved ? describeChange(`With this weight at ${formatNumber(value.value, 3)},`, now, before) : "The weight has its trained value. Move it." };
    },
    jobs() {
      const { model } = lab;
      const { name: array, index } = choose();
      const isMoved = lab.settings.get("value") !== undefined;
      const parameters = model.parameters.copy();
      if (isMoved) parameters.get(array).data[index] = value.value;
      const count = lab.count();
      let correct = 0;
      return [
        lab.measure({ key: "accuracy", title: "The network as it was trained", task: "accuracy", count, onResult: (result) => { correct = result; } }),
        lab.measure({
          key: `accuracy:${array}:${index}:${isMoved ? value.value : ""}`, title: "With the weight moved", task: "accuracy", count, settings: { vector: parameters.vector },
          onResult: (result) => lab.showNumber({ number: formatShare(result / count, 2), meaning: `of ${lab.nameDigits(count)} are read correctly${isMoved ? ` with this one weight moved; with its own value, ${formatShare(correct / count, 2)}` : " with the weight as it was trained"}.` }),
        }),
      ];
    },
  };
}
