/** One training run as the page sees it: commands to the worker, its state, its history, and the moment that is shown. */

import { buildRecipe, resolveRecipe } from "../../../nn/recipe.js";
import { Parameters, countParameters } from "../../../nn/parameters.js";
import { recordRate } from "./changed-recipe.js";
import { History } from "./history.js";
import { Listened } from "./listened.js";

/**
 * @typedef {import("../../../nn/recipe.js").PlainRecipe} PlainRecipe
 * @typedef {import("../../../nn/recipe.js").Recipe} Recipe
 * @typedef {import("./history.js").Snapshot} Snapshot
 * @typedef {"empty" | "loading" | "ready" | "playing" | "paused" | "finished" | "diverged" | "error"} Status
 * @typedef {"example" | "batch" | "epoch"} Unit
 * @typedef {{step: number, symptom: string, advice: string}} Noticed
 * @typedef {{postMessage(message: any): void, addEventListener(type: string, listener: (event: any) => void): void}} Port
 */

/** At this speed or below, every update is shown. */
const SLOW = 3000;

/** Listeners are called with "state", "snapshot", "progress", "example", "recipe" (its rate was changed) or "shown". */
export class LearnRun extends Listened {
  /** @type {Status} */
  status = "empty";
  /** @type {PlainRecipe | null} */
  plain = null;
  /** @type {Recipe | null} */
  recipe = null;
  shuffled = false;
  step = 0;
  stepsPerEpoch = 1;
  examplesPerEpoch = 0;
  examplesPerSecond = 0;
  /** The newest event with loss and accuracy. @type {Record<string, any> | null} */
  progress = null;
  /** The example that was shown last, one at a time. @type {Record<string, any> | null} */
  example = null;
  /** Where a run diverged and why. @type {{layer: string, cause: string} | null} */
  divergence = null;
  /** What training itself noticed: that it does not learn, or will learn badly, and what to change. @type {Noticed[]} */
  symptoms = [];
  /** What is wrong where the status is error. */
  message = "";
  history = new History();
  /** The history before the last rewind or change, for comparison. @type {{name: string, history: History} | null} */
  previous = null;
  #port;
  #id;
  /** Counts runs that began: messages of those before may still be on their way. */
  #generation = 0;
  #speed = Infinity;
  /** Whether commands are obeyed: not for a run of another process. */
  #isObeyed = true;
  /** @type {number | null} step of the snapshot shown; null follows the newest */
  #chosen = null;

  /** @param {Port} port of a training worker @param {string} [id] the run's name there */
  constructor(port, id = "main") {
    super();
    this.#port = port;
    this.#id = id;
    port.addEventListener("message", ({ data }) => { if (data.run === id && data.generation === this.#generation) this.#receive(data); });
  }

  /**
   * Set up a run. Raises `SettingError` or `ShapeError` where the recipe is wrong.
   * @param {PlainRecipe} plain @param {{classNames: string[], shape: number[]}} digits @param {{shuffled?: boolean, initial?: import("../../../nn/parameters.js").NamedArrays}} [options]
   */
  load(plain, { classNames, shape }, { shuffled = false, initial = [] } = {}) {
    const resolved = resolveRecipe(plain, classNames.length, shape);
    this.recipe = buildRecipe(resolved);
    const name = this.plain?.name ?? "";
    this.plain = plain;
    this.shuffled = shuffled;
    this.#begin(name);
    this.#send({ command: "load", recipe: resolved, shuffled, initial, generation: this.#generation });
  }

  rewind() {
    if (this.plain === null) return;
    this.#begin(this.plain.name);
    this.#send({ command: "rewind", generation: this.#generation });
  }

  /** @param {string} name of the run so far */
  #begin(name) {
    if (this.history.trainLoss.xs.length > 1) this.previous = { name, history: this.history };
    this.history = new History();
    this.#generation += 1;
    Object.assign(this, { status: "loading", step: 0, progress: null, example: null, divergence: null, symptoms: [], message: "", examplesPerSecond: 0 });
    this.#chosen = null;
    this.notify("state");
    this.notify("shown");
  }

  play() {
    if (!this.canTrain) return;
    this.show(null);
    this.#send({ command: "play" });
  }

  /** Pause, and show the moment at which it paused. */
  pause() {
    this.#send({ command: "pause" });
    if (this.isPlaying) this.#send({ command: "snapshot" });
  }

  /** @param {Unit} unit */
  advance(unit) {
    if (!this.canTrain) return;
    this.show(null);
    if (unit !== "example") this.example = null;
    this.#send({ command: "step", unit });
    this.#send({ command: "snapshot" });
    if (this.status === "ready") this.#setStatus("paused");
  }

  /** @param {number} examplesPerSecond Infinity: as fast as it goes */
  setSpeed(examplesPerSecond) {
    this.#speed = examplesPerSecond;
    this.#send({ command: "speed", examplesPerSecond: Number.isFinite(examplesPerSecond) ? examplesPerSecond : null });
  }

  /** From the next update on, this constant rate; it becomes a part of the recipe. @param {number} rate above 0 */
  changeRate(rate) {
    this.#send({ command: "rate", rate });
  }

  /** The learning rate of the next update, null without a run. */
  get rate() {
    const { recipe, step, stepsPerEpoch } = this;
    return recipe === null ? null : recipe.schedule.rateAt({ step, stepsPerEpoch, epochs: recipe.epochs });
  }

  get canTrain() {
    return this.#isObeyed && ["loading", "ready", "paused", "playing"].includes(this.status);
  }

  get isPlaying() { return this.status === "playing"; }

  /** Show the snapshot nearest to a step, or follow the newest (null). @param {number | null} step */
  show(step) {
    const { snapshots } = this.history;
    const index = step === null ? -1 : this.history.findNearest(step);
    const chosen = index < 0 || index === snapshots.length - 1 ? null : snapshots[index].step;
    if (chosen === this.#chosen) return;
    this.#chosen = chosen;
    this.notify("shown");
  }

  /** Whether an earlier moment than the newest is shown. */
  get isReplaying() { return this.#chosen !== null; }

  /** The index of the snapshot shown, -1 without any. */
  get shownIndex() {
    const { snapshots } = this.history;
    return this.#chosen === null ? snapshots.length - 1 : this.history.findNearest(this.#chosen);
  }

  /** @returns {Snapshot | undefined} */
  get shown() {
    return this.history.snapshots[this.shownIndex];
  }

  /** A snapshot's parameters by name. @param {Snapshot} snapshot */
  parametersOf(snapshot) {
    if (this.recipe === null) throw new Error("No run is loaded.");
    return new Parameters(this.recipe.network.layout, snapshot.parameters);
  }

  /** @param {Record<string, any>} message */
  #send(message) {
    this.#port.postMessage({ run: this.#id, ...message });
  }

  /** @param {Record<string, any>} message */
  #receive(message) {
    const receivers = {
      started: () => this.#start(message),
      playing: () => this.#setStatus(message.playing ? "playing" : this.status === "playing" ? "paused" : this.status),
      progress: () => this.#advanceTo(message),
      epoch_done: () => this.#endEpoch(message),
      snapshot: () => this.#keep(message),
      example: () => { this.example = message; this.notify("example"); },
      diverged: () => { this.divergence = /** @type {any} */ (message); this.step = message.step; this.#setStatus("diverged"); },
      noticed: () => this.#notice(/** @type {any} */ (message)),
      rate_changed: () => this.#recordRate(/** @type {any} */ (message)),
      finished: () => this.#setStatus("finished"),
      commands: () => { this.#isObeyed = message.accepted; this.notify("progress"); },
      error: () => { this.message = message.message; this.#setStatus("error"); },
    };
    receivers[message.type]?.();
  }

  #start({ steps_per_epoch, examples_per_epoch }) {
    Object.assign(this, { stepsPerEpoch: steps_per_epoch, examplesPerEpoch: examples_per_epoch });
    this.setSpeed(this.#speed);
    this.#setStatus("ready");
  }

  /** @param {{step: number, rate: number}} change */
  #recordRate(change) {
    if (this.plain === null || this.recipe === null) return;
    Object.assign(this, recordRate(this.plain, this.recipe, change));
    this.notify("recipe");
  }

  /** @param {Record<string, any>} event */
  #advanceTo(event) {
    this.step = event.step;
    this.progress = event;
    this.examplesPerSecond = event.examples_per_second;
    this.history.addProgress(/** @type {any} */ (event));
    if (this.isPlaying && this.#speed <= SLOW) this.#send({ command: "snapshot" });
    this.notify("progress");
  }

  #endEpoch(event) {
    if (event.validation_accuracy !== null) {
      this.history.validations.push({ step: event.step, loss: event.validation_loss, accuracy: event.validation_accuracy });
    }
    this.step = event.step;
    this.notify("progress");
  }

  /** A run that was resumed notices once more. @param {Noticed} noticed */
  #notice(noticed) {
    if (this.symptoms.some(({ symptom }) => symptom === noticed.symptom)) return;
    this.symptoms.push(noticed);
    this.notify("progress");
  }

  #keep({ step, parameters }) {
    // A run of the service may turn out to be on data of other classes.
    if (this.recipe === null || parameters.length !== countParameters(this.recipe.network.layout)) return;
    const isNew = this.history.addSnapshot({ step, epoch: step / this.stepsPerEpoch, parameters });
    this.step = Math.max(this.step, step);
    if (!isNew) return;
    this.notify("snapshot");
    if (this.#chosen === null) this.notify("shown");
  }

  /** @param {Status} status */
  #setStatus(status) {
    if (status === this.status) return;
    this.status = status;
    this.notify("state");
  }
}
