/** What the inspector shows: the selected neuron, pixel or weight; without a selection, what to do next. */

import { createElement } from "../../look/elements.js";
import { describeNeuron } from "./inspector/neuron.js";
import { describePixel } from "./inspector/pixel.js";
import { describeWeight } from "./inspector/weight.js";

/** @param {import("../../studio/rooms.js").Context} context @param {Node[]} overview  what is shown without a selection */
export function createSelectionView({ store, stage, inspector }, overview) {
  /** Whether all terms are listed, or the largest only. */
  let all = false;
  /** @type {number[]} */
  let probabilities = [];
  let isOverview = false;
  const hint = createElement("p", { className: "lead" }, "Select a neuron, a line or a pixel in the network: it is explained here, number by number.");

  function show() {
    const { values } = stage;
    const { selection } = store.state;
    if (!values || !selection) {
      if (!isOverview) inspector.show("Look inside", [hint, ...overview]);
      isOverview = true;
      return;
    }
    isOverview = false;
    const { title, nodes } = describe(values, selection);
    inspector.show(title, nodes, { closable: true });
  }

  /** @param {import("../../stage/lens.js").Values} values @param {import("../../studio/rooms.js").Selection} selection */
  function describe(values, selection) {
    const select = (/** @type {import("../../studio/rooms.js").Selection} */ next) => store.set({ selection: next });
    if (selection.kind === "weight") return describeWeight(values, selection, select);
    if (selection.column === 0) return describePixel(values, selection.index, select);
    return describeNeuron(values, selection, probabilities, { all, showAll: (next) => { all = next; show(); } });
  }

  return {
    show,
    /** @param {number[]} next */
    setProbabilities(next) { probabilities = next; },
  };
}
