/** Read: what does the network see in my digit? */

import { createElement } from "../../look/elements.js";
import { answer } from "../../models/answer.js";
import { formatPercent } from "../../reading/numbers.js";
import { FORWARD } from "../../stage/lenses/forward.js";
import { explainPosition } from "../../stage/words.js";
import { renderDrawing } from "../../studio/render-drawing.js";
import { createAnswerView } from "./answer-view.js";
import { createBars } from "./bars.js";
import { createChooser } from "./chooser.js";
import { createNearest } from "./nearest/view.js";
import { createOtherNetworks } from "./other-networks.js";
import { createProgramView } from "./program-view.js";
import { createSelectionView } from "./selection-view.js";
import { createWhyNot } from "./why-not.js";

/**
 * @typedef {import("../../models/page-model.js").PageModel} PageModel
 * @typedef {import("../../models/answer.js").Answer} Answer
 */

const SLOW = 80;
const PAUSE = 120;

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
  const bars = createBars(stage, slots.aside, (index) => store.set({ selection: { kind: "neuron", column: stage.columns.length - 1, index } }));
  const chooser = createChooser(context);
  const whyNot = createWhyNot(context);
  const nearest = createNearest(context);
  const program = createProgramView(context);
  const worksheet = createElement("p", { className: "fold" }, createElement("a", { href: "#/library/worksheet" }, "Print a worksheet with this digit"));
  const selection = createSelectionView(context, [whyNot.element, nearest.element, program.element, worksheet]);
  /** @type {Answer | null} */
  let result = null;
  /** @type {PageModel | null} */
  let shown = null;
  /** Milliseconds that the last answer took: after a slow one, the next waits for a pause of the pen. */
  let duration = 0;
  let timer = 0;

  function readSoon() {
    clearTimeout(timer);
    const isLater = duration >= SLOW && store.state.model === shown;
    slots.aside.ariaBusy = String(isLater);
    if (isLater) timer = window.setTimeout(read, PAUSE);
    else read();
  }

  /** The model or the drawing has changed: read it again. */
  function read() {
    const { model, pixels } = store.state;
    if (!model) return;
    slots.aside.ariaBusy = "false";
    const started = performance.now();
    result = model.summary.reads_drawings && pixels ? answer(model, pixels) : null;
    duration = result ? performance.now() - started : 0;
    stage.show({ model, pass: result?.pass ?? null, lens: FORWARD, outputs: result ? getShares(result) : null, best: result ? findBest(model, result) : -1 });
    if (model !== shown) chooser.showLayers();
    shown = model;
    view.show(model, result, store.state);
    bars.show(model, result);
    selection.setProbabilities(result?.probabilities ?? []);
    selection.show();
    whyNot.show(result);
    showPosition();
  }

  /** Columns that the timeline has not reached are empty, and so is the answer. */
  function showPosition() {
    const { position, level } = store.state;
    const last = stage.columns.length - 1;
    const reached = position === null ? last : Math.min(position, last);
    stage.show({ reached, tiles: level >= 2 });
    timeline.update({ count: last + 1, position: reached });
    view.setReached(reached >= last);
    bars.setReached(reached >= last);
  }

  /** Both ways from ink to the 28x28, read side by side. */
  function showBothWays() {
    const { model, digit: drawing } = store.state;
    const isDrawn = model && drawing.kind === "strokes" && drawing.strokes.length && model.summary.reads_drawings;
    context.bench.setStepsNote(isDrawn ? `Scaled and centered: ${readAs(model, drawing, false)}. Skipped: ${readAs(model, drawing, true)}.` : "");
  }

  timeline.set({
    label: "Layers", count: 1, position: 0,
    describe: (position) => explainPosition(stage.columns, position),
    onMove: (next) => store.set({ position: next >= stage.columns.length - 1 ? null : next }),
  });
  const stops = [
    store.on(["model", "pixels", "rendering"], readSoon),
    store.on(["position", "level"], () => store.state.model && showPosition()),
    store.on(["selection"], () => { chooser.showSelection(); selection.show(); }),
    store.on(["theme"], () => { selection.show(); whyNot.show(result); }),
    store.on(["settled", "model", "raw"], showBothWays),
    program.stop, whyNot.stop, nearest.stop, () => selection.stop(), () => { clearTimeout(timer); slots.aside.ariaBusy = "false"; },
  ];
  read();
  stops.push(createOtherNetworks(context, () => result)); // after the listeners: it compares what they computed
  return () => stops.forEach((stop) => stop());
}

/** @param {Answer} result */
function getShares({ probabilities, accepted }) {
  return accepted === null ? probabilities : [...probabilities, 1 - accepted];
}

/** @param {PageModel} model @param {Answer} result */
function findBest(model, { label, best }) {
  return label === null ? model.classNames.length : best;
}

/** @param {PageModel} model @param {Exclude<import("../../reading/backend.js").Drawing, {kind: "image"}>} drawing @param {boolean} raw */
function readAs(model, drawing, raw) {
  const { pixels } = renderDrawing(drawing, raw);
  if (!pixels) return "nothing";
  const { label, confidence } = answer(model, pixels);
  return label === null ? "no digit" : `${label} (${formatPercent(confidence)}\u202f%)`;
}
