/**
 * A run of the service as a port that `LearnRun` speaks to, as it speaks to the worker: commands become requests, and the events
 * of the stream become the messages that the worker would post.
 *
 * A stream that breaks is taken up again after the last event that came. A run that is stopped is looked at now and then: it may
 * be resumed, here or in a terminal.
 */

import { readModelFile } from "../../../nn/model-file.js";
import { IntervalMeans } from "./interval-means.js";

const RETRY = 1000;
const LOOK_AGAIN = 2000;
/** While it trains, the list of its snapshots is asked for so often, in milliseconds. */
const BETWEEN_SNAPSHOTS = 1000;

/** @typedef {import("../../../service/runs.js").RunDetail} RunDetail */
/** @typedef {import("../../../service/runs.js").RunCommand} RunCommand */

/** @type {Record<string, RunCommand>} */
const COMMANDS = { play: "resume", pause: "pause", step: "step", stop: "stop" };

export class RunPort {
  /** How far the run is, as the service said last. @type {RunDetail} */
  detail;
  #runs;
  #changed;
  #failed;
  /** @type {((event: {data: any}) => void)[]} */
  #listeners = [];
  #closing = new AbortController();
  #lastId = "0";
  #hasStarted = false;
  #means = new IntervalMeans();
  #examplesPerEpoch = 0;
  #newest = -1;
  #snapshotsAsked = 0;
  #isLoading = false;
  #isAskedAgain = false;
  /** @type {number | undefined} which start of its run the page means */
  #generation;
  /** Whether the last command was a step: the run goes on for a moment, and pauses by itself. */
  #isStepping = false;
  /** Commands that were given: side by side they could arrive in another order. */
  #given = Promise.resolve();

  /**
   * @param {import("../../../service/runs.js").Runs} runs @param {RunDetail} detail
   * @param {{changed: () => void, failed: (message: string) => void}} on  `detail` changed; a command failed
   */
  constructor(runs, detail, { changed, failed }) {
    this.#runs = runs;
    this.detail = detail;
    this.#changed = changed;
    this.#failed = failed;
  }

  get name() {
    return this.detail.name;
  }

  /** Whether the run goes on until it is asked to pause. */
  get isPlaying() {
    return this.detail.state === "running" && !this.#isStepping;
  }

  /** @param {string} type @param {(event: {data: any}) => void} listener */
  addEventListener(type, listener) {
    if (type === "message") this.#listeners.push(listener);
  }

  /** "load" begins to follow; what only a worker can do, such as another speed, is left out. @param {{command: string, generation?: number}} message */
  postMessage({ command, generation }) {
    this.#generation = generation ?? this.#generation;
    if (command === "load") this.#follow();
    else if (command in COMMANDS) {
      this.#isStepping = command === "step";
      this.#given = this.#given.then(() => this.#command(COMMANDS[command]));
    }
  }

  /** Stop following; the run goes on. */
  close() {
    this.#closing.abort();
  }

  get #isClosed() {
    return this.#closing.signal.aborted;
  }

  /** @param {RunCommand} command */
  async #command(command) {
    try {
      this.#setDetail({ ...this.detail, ...(await this.#runs.command(this.name, command)) });
    } catch (/** @type {any} */ error) {
      this.#failed(error.message);
      this.#refresh();
    }
  }

  async #follow() {
    while (!this.#isClosed) {
      const state = await this.#readStream();
      await this.#refresh();
      if (this.#isClosed || state === "finished" || state === "diverged") return;
      await wait(state === null ? RETRY : 0);
      while (state !== null && this.detail.state === "stopped" && !this.#isClosed) {
        await wait(LOOK_AGAIN);
        await this.#refresh();
      }
    }
  }

  /** Read until the stream ends; the run's state, or null where the connection was lost. */
  async #readStream() {
    try {
      for await (const { id, event, data } of await this.#runs.watch(this.name, this.#lastId, this.#closing.signal)) {
        if (this.#isClosed) return null;
        if (id) this.#lastId = id;
        if (event === "end") return this.#end(data.state);
        this.#receive(event, data);
      }
    } catch (/** @type {any} */ error) {
      if (error.status === 404) this.#post({ type: "error", message: error.message });
    }
    return null;
  }

  /** @param {string} event @param {any} data */
  #receive(event, data) {
    if (event === "started") {
      this.#hasStarted = true;
      this.#examplesPerEpoch = data.examples_per_epoch;
      this.#post({ type: "started", ...data });
      this.#post({ type: "playing", playing: true });
      this.#refresh();
    } else if (event === "paused" || event === "stopped") this.#post({ type: "playing", playing: false });
    else if (event === "resumed") this.#post({ type: "playing", playing: true });
    else if (event === "epoch_done") {
      // Fast runs have no progress within an epoch.
      this.#postProgress(data, this.#examplesPerEpoch);
      this.#post({ type: "epoch_done", ...data });
    } else if (event === "progress") this.#postProgress(data, data.examples);
    else this.#post({ type: event, ...data });
    if (["paused", "resumed", "stopped", "epoch_done"].includes(event)) this.#setDetail(describeEvent(this.detail, event, data));
    if (event !== "progress" || performance.now() - this.#snapshotsAsked > BETWEEN_SNAPSHOTS) this.#loadSnapshots();
  }

  /** @param {any} data @param {number} examples of the epoch so far */
  #postProgress(data, examples) {
    const own = this.#means.add(data, examples);
    if (own) this.#post({ type: "progress", ...data, ...own });
  }

  /** @param {import("../../../service/runs.js").RunState} state */
  #end(state) {
    this.#post({ type: "playing", playing: false });
    if (!this.#hasStarted && state === "finished") this.#post({ type: "error", message: "This run has recorded no events: it cannot be replayed." });
    return state;
  }

  async #refresh() {
    const detail = await this.#runs.describe(this.name).catch(() => null);
    if (detail && !this.#isClosed) this.#setDetail(detail);
  }

  /** @param {RunDetail} detail */
  #setDetail(detail) {
    this.detail = detail;
    this.#post({ type: "commands", accepted: detail.accepts_commands || detail.state === "stopped" });
    this.#changed();
  }

  /** Fetch the snapshots that are new, one after the other. */
  async #loadSnapshots() {
    this.#snapshotsAsked = performance.now();
    this.#isAskedAgain = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      while (this.#isAskedAgain && !this.#isClosed) {
        this.#isAskedAgain = false;
        for (const step of await this.#runs.listSnapshots(this.name)) await this.#loadSnapshot(step);
      }
    } catch {
      // Asked for again at the next event.
    }
    this.#isLoading = false;
  }

  /** @param {number} step */
  async #loadSnapshot(step) {
    if (step <= this.#newest || this.#isClosed) return;
    const { parameters } = readModelFile(await this.#runs.readSnapshot(this.name, step));
    this.#newest = step;
    this.#post({ type: "snapshot", step, parameters: parameters.vector });
  }

  /** @param {Record<string, any>} message */
  #post(message) {
    if (this.#isClosed) return;
    for (const listener of this.#listeners) listener({ data: { run: this.name, generation: this.#generation, ...message } });
  }
}

/** @param {RunDetail} detail @param {string} event @param {any} data @returns {RunDetail} */
function describeEvent(detail, event, data) {
  if (event === "epoch_done") {
    // An epoch ends only in a run that goes on, whatever became of the event that said so.
    const state = detail.state === "paused" ? "running" : detail.state;
    return { ...detail, state, epoch: data.epoch + 1, accuracy: data.validation_accuracy ?? data.train_accuracy };
  }
  return { ...detail, state: event === "paused" ? "paused" : event === "resumed" ? "running" : "stopped" };
}

/** @param {number} milliseconds */
function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
