/** Backprop: Why does each weight move, and by how much? */

import { Parameters, traceForward } from "../../nn/index.js";
import { createColumns } from "../../stage/columns.js";
import { createExperiment } from "./core/experiment.js";
import { writePhase } from "./core/formulas/index.js";
import { createLens } from "./core/lenses.js";
import { createNames } from "./core/names.js";
import { findNotation } from "./core/notation.js";
import { explainPhase, listPhases } from "./core/phases.js";
import { getLayer, listTargets } from "./core/quantities.js";
import { TINY_INPUTS, createTinyModel } from "./core/tiny-network.js";
import { createChecking } from "./checking.js";
import { createTeaching } from "./teaching.js";
import { createArraysView } from "./views/arrays-view.js";
import { createControls } from "./views/controls.js";
import { createInspectorView } from "./views/inspector-view.js";
import { createOutputBars } from "./views/output-bars.js";
import { createPhasePanel } from "./views/phase-panel.js";
import { createTinyView } from "./views/tiny-view.js";
import { isInside } from "./core/selection.js";
import { subtract, toBatch } from "./core/vectors.js";
import { createClaim } from "./claim.js";

/**
 * @typedef {import("./core/experiment.js").Experiment} Experiment
 * @typedef {import("../../studio/rooms.js").Selection} Selection
 */

const INTERVAL = 4500;

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "backprop",
  title: "Backprop",
  question: "Why does each weight move, and by how much?",
  layout: "workbench",
  wideAside: true,
  mount,
};

/** @param {import("../../studio/rooms.js").Context} context */
function mount(context) {
  const { store, stage, inspector, timeline, slots, announce } = context;
  const main = /** @type {HTMLElement} */ (slots.lower.closest("main"));
  const select = (/** @type {Selection | null} */ selection) => store.set({ selection });
  const point = (/** @type {Selection | null} */ selection) => (isTiny() ? tiny.point(selection) : stage.point(selection));

  const controls = createControls(slots.controls, slots.strip, {
    chooseLabel: (index) => experiment && setParam("as", experiment.model.outputs[index]),
    chooseNotation: (id) => setParam("symbols", id),
    chooseView: (showsTiny) => store.set({ path: showsTiny ? ["tiny"] : [], selection: null, position: null, params: omit(store.state.params, "as") }),
    check: () => experiment && store.state.pixels && checking.check(experiment, store.state.pixels),
  });
  const checking = createChecking(context, controls);
  const panel = createPhasePanel(slots.aside, { point, select });
  const tiny = createTinyView(slots.lower, {
    select, point,
    chooseInput(index, value) {
      tinyInputs[index] = value;
      update();
    },
    chooseSettings(settings) {
      tinySettings = settings;
      tinyExperiment = null;
      update();
    },
  });
  const arrays = createArraysView(slots.lower, { chooseLayer: (column) => select({ kind: "neuron", column, index: 0 }) });
  const details = createInspectorView(inspector, { changed, select, name: (selection) => names(selection) });
  const bars = createOutputBars(stage);
  const teaching = createTeaching(context, { changed, getExperiment: () => experiment });

  /** @type {Experiment | null} */
  let experiment = null;
  /** @type {Experiment | null} */
  let digitExperiment = null;
  /** @type {Experiment | null} */
  let tinyExperiment = null;
  /** @type {import("../../stage/columns.js").Column[]} */
  let columns = [];
  /** @type {(selection: Selection) => string} */
  let names = () => "";
  let tinySettings = { activation: "relu", loss: "softmax_cross_entropy" };
  const tinyInputs = Float64Array.from(TINY_INPUTS);
  let frame = 0;
  let announced = "";

  const isTiny = () => store.state.path[0] === "tiny";

  /** @param {string} name @param {string} value */
  function setParam(name, value) {
    store.set({ params: { ...store.state.params, [name]: value } });
  }

  /** The model, the drawing or the label has changed. */
  function update() {
    experiment = isTiny() ? findTiny() : findDigit();
    main.dataset.backprop = isTiny() ? "tiny" : "digit";
    teaching.prepare(isTiny() ? "tiny" : "digit");
    if (experiment) {
      columns = createColumns(experiment.model);
      names = createNames(columns, experiment.model);
      checking.schedule(experiment, isTiny() ? null : store.state.pixels);
    }
    schedule();
  }

  function findTiny() {
    const label = chooseLabel(["A", "B"], 0);
    tinyExperiment ??= createExperiment(createTinyModel(tinySettings), tinyInputs, label);
    if (tinyExperiment.inputs !== tinyInputs || tinyExperiment.label !== label) tinyExperiment.show(tinyInputs, label);
    else tinyExperiment.refresh();
    return tinyExperiment;
  }

  function findDigit() {
    const { model, pixels } = store.state;
    if (!model || !pixels || !model.summary.reads_drawings) return null;
    const inputs = Float64Array.from(pixels, (gray) => gray / 255);
    const start = digitExperiment?.model === model ? digitExperiment.parameters : model.parameters;
    const outputs = traceForward(model.network, model.parameters, inputs).layers[model.network.layers.length - 1].outputs.data;
    const label = chooseLabel(model.outputs, outputs.indexOf(Math.max(...outputs)));
    if (digitExperiment?.model !== model) digitExperiment = createExperiment(model, inputs, label, start);
    else digitExperiment.show(inputs, label);
    return digitExperiment;
  }

  /** The label of the address; otherwise what the network reads. @param {string[]} outputs @param {number} otherwise */
  function chooseLabel(outputs, otherwise) {
    const chosen = outputs.indexOf(store.state.params.as ?? "");
    return chosen < 0 ? otherwise : chosen;
  }

  /** The weights have changed. */
  function changed() {
    checking.schedule(experiment, isTiny() ? null : store.state.pixels);
    schedule();
  }

  function schedule() {
    frame ||= requestAnimationFrame(show);
  }

  function show() {
    frame = 0;
    const { model } = store.state;
    if (!experiment) return showNothing();
    const phases = listPhases(columns);
    const index = Math.min(store.state.position ?? 0, phases.length - 1);
    const phase = phases[index];
    const notation = findNotation(store.state.params.symbols, experiment.model.name);
    const selection = isInside(store.state.selection, columns) ? store.state.selection : null;
    const subject = { experiment, columns, notation, selection, rate: teaching.rate, optimizer: teaching.optimizer, name: names };
    const formulas = writePhase(phase, subject);

    controls.show({ outputs: experiment.model.outputs, label: experiment.label, notation: notation.id, isTiny: isTiny() });
    showTimeline(phases, index);
    panel.show({ index, count: phases.length, title: phase.title, lead: explainPhase(phase), loss: experiment.trace.loss, formulas, extra: isTiny() ? [] : createClaim(phase, experiment, (name) => setParam("as", name)) });
    if (isTiny()) showTiny(phase, selection);
    else showStage(phase, model);
    const column = columns[selection?.column || phase.column];
    const focus = formulas.focus?.column === column.number ? formulas.focus : null;
    arrays.show({ experiment, columns, column, phase, notation, focus: focus ? (focus.kind === "neuron" ? focus.index : focus.to) : 0 });
    details.show(experiment, columns, selection);
    teaching.show(experiment, experiment.update?.count ? experiment.update.probability : null);
    if (phase.title !== announced) announce(`${phase.title}. ${explainPhase(phase)}`);
    announced = phase.title;
  }

  function showNothing() {
    const { model } = store.state;
    panel.showNothing(model && !model.summary.reads_drawings
      ? "This network reads images of another size. Choose another network, or the one to follow by hand."
      : "Draw a digit: its way through the network and back, number by number, begins here.");
    controls.show({ outputs: model?.outputs ?? [], label: 0, notation: findNotation(store.state.params.symbols, model?.name ?? "").id, isTiny: false });
    controls.setMark("");
    arrays.clear();
    if (model) stage.show({ model, pass: null, outputs: null, best: -1, tiles: false, parameters: null, reached: Infinity });
    timeline.set(null);
  }

  /** @param {import("./core/phases.js").Phase} phase @param {any} model */
  function showStage(phase, model) {
    const now = /** @type {Experiment} */ (experiment);
    const { trace, parameters, network, label } = now;
    const isForward = phase.kind === "forward" || phase.kind === "loss" || phase.kind === "again";
    const isFirst = phase.kind === "gradients" && phase.column === 1;
    const ahead = phase.kind === "update" || (phase.kind === "again" && !now.update?.count) ? now.preview(teaching.rate) : null;
    const changed = ahead ? new Parameters(network.layout, ahead.after) : parameters;
    const steps = phase.kind === "update" && ahead ? subtract(network, ahead.after, parameters.vector) : null;
    const pass = ahead && phase.kind === "again" ? traceForward(network, changed, now.inputs) : { inputs: now.inputs, layers: trace.layers };
    const probabilities = phase.kind === "again" && ahead ? now.loss.probabilities(toBatch(pass.layers[pass.layers.length - 1].outputs)).data : trace.probabilities;
    const last = columns[columns.length - 1];
    stage.show({
      model, pass, parameters: steps ?? (isFirst ? trace.gradients : phase.kind === "again" ? changed : parameters),
      lens: createLens(phase, now, columns, (column, index) => names({ kind: "neuron", column, index })),
      outputs: isForward ? Array.from(probabilities) : null, best: label, tiles: store.state.level >= 2 || isFirst, reached: Infinity,
    });
    bars.show({
      names: now.model.outputs, probabilities, targets: listTargets(now, now.model.outputs.length), errors: getLayer(now, last).dSums.data, label,
      mode: isForward ? "probability" : "error",
    });
  }

  /** @param {import("./core/phases.js").Phase} phase @param {Selection | null} selection */
  function showTiny(phase, selection) {
    tiny.show({ experiment: /** @type {Experiment} */ (experiment), columns, phase, selection, settings: tinySettings });
  }

  /** @param {import("./core/phases.js").Phase[]} phases @param {number} index */
  function showTimeline(phases, index) {
    const isPlaying = timeline.playing;
    const steps = {
      label: "Phases", count: phases.length, position: index, interval: INTERVAL,
      describe: (/** @type {number} */ position) => `${position + 1} of ${phases.length}: ${phases[position]?.title ?? ""}`,
      onMove: (/** @type {number} */ next) => store.set({ position: next || null }),
    };
    if (isPlaying || timelineKey === phases.length) timeline.update(steps);
    else timeline.set(steps);
    timelineKey = phases.length;
  }
  let timelineKey = 0;

  const stops = [
    store.on(["model", "pixels", "params", "path"], update),
    store.on(["position", "selection", "level", "theme"], schedule),
  ];
  update();
  return () => {
    stops.forEach((stop) => stop());
    cancelAnimationFrame(frame);
    checking.remove();
    teaching.remove();
    delete main.dataset.backprop;
  };
}

/** @param {Readonly<Record<string, string>>} params @param {string} name */
function omit(params, name) {
  return Object.fromEntries(Object.entries(params).filter(([each]) => each !== name));
}
