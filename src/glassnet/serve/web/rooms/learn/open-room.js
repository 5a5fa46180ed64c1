/** The room's views, put into the frame's slots and kept up to date with the run. */

import { answer } from "../../models/answer.js";
import { createPageModel } from "../../models/page-model.js";
import { countEntries } from "../../nn/arrays.js";
import { FORWARD } from "../../stage/lenses/forward.js";
import { WEIGHTS } from "../../stage/lenses/weights.js";
import { formatCount, formatNumber, formatShare } from "./numbers.js";
import { DigitHistory } from "./run/digit-history.js";
import { createCurves } from "./views/curves.js";
import { createExample } from "./views/example.js";
import { createHealth } from "./views/health.js";
import { createKeep } from "./views/keep.js";
import { createMap } from "./views/map.js";
import { createMistakes } from "./views/mistakes.js";
import { createMyDigit, describeMoment } from "./views/my-digit.js";
import { createTabs } from "./views/tabs.js";
import { createWeights } from "./views/weights.js";
import { showNeuron } from "./views/neuron.js";

/** While it trains, a part of the page is painted so often, in milliseconds. */
const PAINT_EVERY = 40;
const REPLAY_INTERVAL = 70;

/** Pixels that a network needs to read what is on the sheet. */
const SHEET_PIXELS = 28 * 28;

/**
 * What differs between a run in the page and one of the service.
 * @typedef {object} Tools
 * @property {{update: () => void}} controls    above the stage
 * @property {import("./views/tabs.js").Tab[]} tabs  beside those that every run has
 * @property {() => string} describe            the state of the run in a few words, for the timeline
 * @property {() => void} leave                 the room is left
 *
 * @typedef {Pick<import("./laboratory.js").Laboratory, "run" | "analyst" | "wants" | "onAnalysis" | "name" | "note" | "trainedOn" | "madeBy" | "isShareable" | "isTested" | "test" | "cloud" | "classNames" | "shape">} Shown
 *   of a laboratory, what all views need
 */

/**
 * @param {import("../../studio/rooms.js").Context} context @param {Shown} laboratory @param {Tools} tools
 * @returns {() => void} takes the views down
 */
export function openRoom({ store, stage, bench, inspector, timeline, slots, toast, service, announce }, laboratory, tools) {
  const { run, analyst, classNames, isTested } = laboratory;
  /** @type {import("../../models/page-model.js").PageModel | null} */
  let model = null;
  let painted = 0;
  let scheduled = 0;
  let turn = 0;

  const curves = createCurves(slots.lower, run);
  const digit = createMyDigit(slots.aside, run, classNames, (step) => run.show(step));
  const example = createExample(slots.aside, run, classNames, laboratory.shape);
  const draw = (/** @type {Uint8Array} */ pixels) => bench.show({ kind: "pixels", pixels });
  const tabs = createTabs(slots.aside, [...(isTested ? [createHealth(laboratory), createMistakes(laboratory, draw), createWeights(run), createMap(laboratory)] : [createWeights(run)]), ...tools.tabs], ({ needs }) => {
    laboratory.wants.clear();
    for (const need of needs) laboratory.wants.add(need);
    analyst.update();
  });
  const history = new DigitHistory(run, classNames.length, schedule);
  createKeep(slots.strip, laboratory, { useInRead, answers: () => history.answers, toast });

  function useInRead() {
    const { shown, recipe } = run;
    if (!shown || !recipe) return;
    const tested = run.history.testAccuracy.xs.indexOf(shown.step);
    const made = createPageModel({
      name: "trained-here", description: `Trained here: ${describeMoment(run)}.`, recipe, parameters: run.parametersOf(shown).copy(), classNames,
      imageShape: laboratory.shape, metrics: tested < 0 ? [] : [{ set: `${laboratory.name} test`, accuracy: run.history.testAccuracy.ys[tested] }],
    });
    service.addModel(made);
    const models = [made.summary, ...store.state.models.filter(({ name }) => name !== made.name)];
    store.set({ models, model: made, modelName: made.name });
    location.hash = `#/read?net=${made.name}`;
  }

  // While it trains, one part is painted at a time, so that no task of the page is long.
  const parts = [
    paintStage,
    () => {
      curves.update();
      curves.mark(run.isReplaying ? (run.shown?.step ?? null) : null);
    },
    () => digit.update(history.answers, getPixels() !== null),
    () => {
      tools.controls.update();
      example.update();
      tabs.update();
      paintTimeline();
    },
  ];

  function schedule() {
    if (scheduled) return;
    const wait = run.isPlaying ? Math.max(0, painted + PAINT_EVERY - performance.now()) : 0;
    scheduled = window.setTimeout(() => paint(run.isPlaying ? [parts[turn]] : parts), wait);
  }

  /** @param {(() => void)[]} due */
  function paint(due) {
    scheduled = requestAnimationFrame(() => {
      scheduled = 0;
      painted = performance.now();
      turn = (turn + 1) % parts.length;
      due.forEach((part) => part());
      if (turn !== 0 && due.length === 1) schedule();
    });
  }

  function paintStage() {
    const { shown, recipe } = run;
    if (!shown || !recipe) return;
    if (model?.network !== recipe.network) {
      model = createPageModel({ name: recipe.name, description: "", recipe, parameters: run.parametersOf(shown), classNames, imageShape: laboratory.shape });
      stage.show({ model, reached: Infinity, tiles: true });
    }
    const parameters = run.parametersOf(shown);
    const pixels = getPixels();
    const result = pixels && parameters.vector.every(Number.isFinite) ? answer(model, pixels, parameters) : null;
    stage.show({ model, parameters, pass: result?.pass ?? null, lens: result ? FORWARD : WEIGHTS, outputs: result?.probabilities ?? null, best: result?.best ?? -1, tiles: true });
    showNeuron(inspector, store.state.selection, model, parameters, result?.pass ?? null);
  }

  function paintTimeline() {
    const { snapshots } = run.history;
    const steps = {
      label: "Updates", count: snapshots.length, position: Math.max(0, run.shownIndex), playing: run.isPlaying, interval: REPLAY_INTERVAL, describe,
      onMove: (/** @type {number} */ position) => run.show(snapshots[position]?.step ?? null),
      // At the end, play goes on training; from an earlier moment it replays.
      controls: run.isReplaying || !run.canTrain ? undefined : { play: () => run.play(), pause: () => run.pause(), forward: () => run.advance("batch") },
    };
    if (timeline.playing && run.isReplaying) timeline.update({ count: steps.count });
    else timeline.set(steps);
  }

  function describe() {
    const { history: past, step, progress, divergence, message, status } = run;
    if (status === "error") return message;
    if (status === "loading" || (status === "ready" && !run.shown)) return "Preparing …";
    if (divergence && !run.isReplaying) return `Stopped at update ${formatCount(step)}: ${divergence.cause}`;
    const at = run.shown?.step ?? 0;
    const tested = past.testAccuracy.xs.findLastIndex((each) => each <= at);
    const parts = [`Update ${formatCount(at)}, ${describeEpoch(at / run.stepsPerEpoch)} of ${run.recipe?.epochs ?? 0} epochs`];
    const index = past.trainLoss.xs.findLastIndex((each) => each <= at);
    if (index >= 0) parts.push(`loss ${formatNumber(past.trainLoss.ys[index])}`);
    if (tested >= 0 && Number.isFinite(past.testAccuracy.ys[tested])) parts.push(`${formatShare(past.testAccuracy.ys[tested])} of the test images right`);
    if (run.isPlaying && progress) parts.push(`${formatCount(run.examplesPerSecond)} examples a second`);
    const state = tools.describe();
    if (state && !run.isReplaying) parts.push(state);
    return parts.join(" · ");
  }

  const stops = [
    run.listen((what) => {
      if (what === "snapshot" || what === "shown") history.update();
      if (what === "state") announceState();
      schedule();
    }),
    laboratory.onAnalysis(schedule),
    store.on(["pixels"], () => { history.setPixels(getPixels()); schedule(); }),
    store.on(["theme", "selection", "level"], schedule),
  ];

  function announceState() {
    if (run.status === "loading") history.reset();
    const words = { playing: "Training.", paused: "Paused.", finished: "Training is finished.", diverged: "Training stopped: the numbers became infinite.", error: run.message };
    const text = /** @type {Record<string, string>} */ (words)[run.status];
    if (text) announce(`${text} ${describe()}`);
    if (run.status === "error") toast.show(run.message, { id: "learn", kind: "error" });
  }

  /** What is on the sheet, where this run's networks read it. */
  function getPixels() {
    const { recipe } = run;
    return recipe && countEntries(recipe.network.inputShape) === SHEET_PIXELS ? store.state.pixels : null;
  }

  tabs.start();
  history.setPixels(getPixels());
  schedule();
  return () => {
    tools.leave();
    clearTimeout(scheduled);
    cancelAnimationFrame(scheduled);
    history.stop();
    for (const stop of stops) stop();
    curves.remove();
  };
}

/** @param {number} epochs */
function describeEpoch(epochs) {
  return Number.isInteger(epochs) ? String(epochs) : epochs.toFixed(epochs < 1 ? 2 : 1);
}
