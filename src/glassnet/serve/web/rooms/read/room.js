/** Read: what does the network see in my digit? */

import { answer } from "../../models/answer.js";
import { describeSize } from "../../stage/columns.js";
import { FORWARD } from "../../stage/lenses/forward.js";
import { createAnswerView } from "./answer-view.js";
import { createBars } from "./bars.js";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "read",
  title: "Read",
  question: "What does it see in my digit?",
  layout: "workbench",
  mount,
};

/** @param {import("../../studio/rooms.js").Context} context */
function mount(context) {
  const { store, stage, timeline, slots, announce } = context;
  const view = createAnswerView(slots.aside, announce);
  const bars = createBars(stage, slots.aside);

  /** The model or the drawing has changed: read it again. */
  function read() {
    const { model, pixels } = store.state;
    if (!model) return;
    const result = model.summary.reads_drawings && pixels ? answer(model, pixels) : null;
    stage.show({ model, pass: result?.pass ?? null, lens: FORWARD, outputs: result ? getShares(result) : null, best: result ? findBest(model, result) : -1 });
    view.show(model, result, store.state);
    bars.show(model, result);
    showPosition();
  }

  /** Columns that the timeline has not reached are empty, and so is the answer. */
  function showPosition() {
    const { position, level } = store.state;
    const last = stage.columns.length - 1;
    const reached = position === null ? last : Math.min(position, last);
    stage.show({ reached, tiles: level >= 2 });
    timeline.set({ label: "Layers", count: last + 1, position: reached, describe, onMove: (next) => store.set({ position: next >= last ? null : next }) });
    view.setReached(reached >= last);
    bars.setReached(reached >= last);
  }

  /** @param {number} position */
  function describe(position) {
    const { columns } = stage;
    const column = columns[position];
    if (!position || !column) return "The input: the gray levels of 28 × 28 pixels";
    return `Layer ${position} of ${columns.length - 1}: ${describeSize(column)}`;
  }

  const stops = [
    store.on(["model", "pixels"], read),
    store.on(["position", "level"], () => store.state.model && showPosition()),
  ];
  read();
  return () => stops.forEach((stop) => stop());
}

/** @param {import("../../models/answer.js").Answer} result */
function getShares({ probabilities, accepted }) {
  return accepted === null ? probabilities : [...probabilities, 1 - accepted];
}

/** @param {import("../../models/page-model.js").PageModel} model @param {import("../../models/answer.js").Answer} result */
function findBest(model, { label, best }) {
  return label === null ? model.classNames.length : best;
}
