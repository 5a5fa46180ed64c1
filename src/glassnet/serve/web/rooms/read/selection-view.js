/** What the inspector shows: the selected neuron, pixel or weight; without a selection, what to do next. */

import { createElement } from "../../look/elements.js";
import { SLIDE } from "./inspector/map-picture.js";
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
  /** Going through the cells of a map, and the neuron that it has reached. @type {{timer: number, index: number} | null} */
  let sliding = null;
  const hint = createElement("p", { className: "lead" }, "Select a neuron, a line or a pixel in the network: it is explained here, number by number.");

  function show() {
    const { values } = stage;
    const { selection } = store.state;
    if (sliding && (selection?.kind !== "neuron" || selection.index !== sliding.index)) stop();
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
    const { digit, raw, model } = store.state;
    const strokes = digit.kind === "strokes" && !raw && !model?.summary.inPage ? digit.strokes : null;
    const choose = (/** @type {number} */ index) => { stop(); select({ ...selection, index }); };
    return describeNeuron(values, selection, probabilities, { all, showAll: (next) => { all = next; show(); }, strokes },
      { choose, isSliding: sliding !== null, toggle: () => (sliding ? stop(true) : slide(selection)) });
  }

  /** @param {Extract<import("../../studio/rooms.js").Selection, {kind: "neuron"}>} selection */
  function slide(selection) {
    const [rows, columns, channels] = stage.columns[selection.column].shape;
    const count = rows * columns * channels;
    const isLast = selection.index + channels >= count;
    const state = { timer: 0, index: isLast ? selection.index % channels : selection.index };
    state.timer = window.setInterval(() => {
      const next = state.index + channels;
      if (next >= count) return stop(true);
      state.index = next;
      store.set({ selection: { ...selection, index: next } });
    }, SLIDE);
    sliding = state;
    store.set({ selection: { ...selection, index: state.index } });
    show();
  }

  /** @param {boolean} [isShown]  whether the inspector stays as it is */
  function stop(isShown = false) {
    clearInterval(sliding?.timer);
    sliding = null;
    if (isShown) show();
  }

  return {
    stop,
    show,
    /** @param {number[]} next */
    setProbabilities(next) { probabilities = next; },
  };
}
