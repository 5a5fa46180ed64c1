/**
 * One training run under control: play, pause, step, rewind, speed. It runs in a worker; all it needs is a function that posts
 * messages to the page.
 */

import { splitImages } from "./data.js";
import { evaluate, outputsOfImages } from "./metrics.js";
import { changeRate } from "./rate-changes.js";
import { buildRecipe, resolveRecipe } from "./recipe.js";
import { isSnapshotDue } from "./snapshots.js";
import { SymptomFinder } from "./symptoms.js";
import { Trainer } from "./trainer.js";
import { stepThrough } from "./training.js";

/** @typedef {import("./data.js").LabeledImages} LabeledImages */
/** @typedef {"example" | "batch" | "epoch"} Unit */

/** So long it trains before it looks for commands, in milliseconds: an answer within a frame or two. */
const SLICE = 30;
const MILLISECONDS_BETWEEN_EVENTS = 100;

export class Session {
  #post;
  /** @type {{plain: any, digits: LabeledImages, validation?: LabeledImages, test?: LabeledImages, initial?: import("./parameters.js").NamedArrays} | null} */
  #source = null;
  /** @type {Trainer | null} */
  #trainer = null;
  /** @type {Iterator<any> | null} */
  #events = null;
  #playing = false;
  /** Counts how often it was set playing: a loop of before ends. */
  #turn = 0;
  #finished = false;
  /** Examples a second at most. */
  #speed = Infinity;
  #reported = 0;
  /** How many examples of the next batch were shown one by one. */
  #shown = 0;
  /** @type {Uint8Array | null} */
  #probes = null;

  /** @param {(message: Record<string, any>, transferred?: ArrayBuffer[]) => void} post */
  constructor(post) {
    this.#post = post;
  }

  /**
   * Carry out a command; errors are posted.
   * - `load`: {recipe, digits, validation?, test?, probes?, initial?} sets up a run; `rewind` sets it up again from the same start.
   * - `play`, `pause`; `step`: {unit: "example" | "batch" | "epoch"}; `speed`: {examplesPerSecond: number | null}.
   * - `rate`: {rate} is the learning rate from the next update on, and a part of the recipe: `rewind` trains it again.
   * - `probes`: {images} are classified whenever progress is posted; `snapshot` posts the parameters now.
   * @param {{command: string, [field: string]: any}} message
   */
  handle({ command, ...fields }) {
    const commands = {
      load: () => this.#load(fields),
      rewind: () => this.#rewind(),
      play: () => this.#play(),
      pause: () => this.#pause(),
      step: () => this.#step(fields.unit),
      rate: () => this.#changeRate(fields.rate),
      speed: () => (this.#speed = fields.examplesPerSecond ?? Infinity),
      probes: () => this.#setProbes(fields.images),
      snapshot: () => this.#postSnapshot(),
    };
    try {
      if (!Object.hasOwn(commands, command)) throw new Error(`Unknown command '${command}'.`);
      commands[command]();
    } catch (error) {
      this.#playing = false;
      this.#post({ type: "error", name: error.name, message: error.message });
    }
  }

  #load({ recipe, digits, validation, test, probes = null, initial }) {
    this.#source = { plain: recipe, digits, validation, test, initial };
    this.#probes = probes;
    this.#rewind();
  }

  #rewind() {
    if (this.#source === null) throw new Error("No run is loaded.");
    this.#pause();
    const { plain, digits, validation, initial } = this.#source;
    const recipe = buildRecipe(resolveRecipe(plain, digits.classNames.length, digits.shape));
    const splits = validation === undefined ? splitImages(recipe, digits) : { train: digits, validation };
    this.#trainer = new Trainer(recipe, splits.train, splits.validation, initial);
    this.#events = stepThrough(this.#trainer);
    this.#finished = false;
    this.#shown = 0;
    this.#advance();
    // What is wrong with the settings is said before the first update.
    new SymptomFinder(this.#trainer).findAtStart().forEach(() => this.#advance());
    this.#postSnapshot();
    this.#postProbes();
  }

  /** @param {number} rate */
  #changeRate(rate) {
    const trainer = this.#ready();
    if (this.#finished || this.#source === null) return;
    trainer.changeRate(rate);
    this.#source.plain = changeRate(this.#source.plain, trainer.step, rate);
    this.#post({ type: "rate_changed", step: trainer.step, rate });
  }

  #setProbes(images) {
    this.#probes = images;
    if (this.#trainer !== null) this.#postProbes();
  }

  #play() {
    if (this.#playing || this.#finished) return;
    this.#playing = true;
    this.#turn += 1;
    this.#post({ type: "playing", playing: true });
    this.#runSlices(this.#turn);
  }

  #pause() {
    if (!this.#playing) return;
    this.#playing = false;
    this.#post({ type: "playing", playing: false });
  }

  /** @param {number} turn */
  async #runSlices(turn) {
    while (this.#playing && turn === this.#turn) {
      const start = performance.now();
      let examples = 0;
      try {
        while (this.#playing && performance.now() - start < SLICE && examples < (this.#speed * SLICE) / 1000) {
          examples += this.#advance().examples ?? 0;
        }
      } catch (error) {
        this.#playing = false;
        this.#post({ type: "error", name: error.name, message: error.message });
      }
      const due = (1000 * examples) / this.#speed - (performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, Math.max(due, 0)));
    }
  }

  /** @param {Unit} unit */
  #step(unit) {
    this.#pause();
    if (this.#finished) return;
    if (unit === "example") return this.#showExample();
    if (unit === "batch") return this.#update();
    for (;;) {
      const { type } = this.#advance();
      if (this.#finished || type === "epoch_done") return;
    }
  }

  /** Take one update, and post it. */
  #update() {
    for (;;) {
      const { type } = this.#advance(true);
      if (this.#finished || (type !== "part" && type !== "noticed")) return;
    }
  }

  /** Show what the next example of the batch does; after its last one the update is taken. */
  #showExample() {
    const { network, recipe, parameters, nextBatch } = this.#ready();
    const index = nextBatch.order[this.#shown];
    const image = this.#imageAt(index);
    const outputs = outputsOfImages(network, parameters, image);
    const label = nextBatch.labels[this.#shown];
    const { value } = recipe.loss.compare(outputs, [label]);
    const probabilities = recipe.loss.probabilities(outputs).data;
    this.#shown += 1;
    const of = nextBatch.order.length;
    this.#post({ type: "example", index, label, loss: value, probabilities, position: this.#shown, of, image });
    if (this.#shown === of) this.#update();
  }

  #imageAt(index) {
    const { train } = this.#ready();
    const size = train.images.length / train.labels.length;
    return train.images.slice(index * size, (index + 1) * size);
  }

  /** The next event, posted where it is due. @param {boolean} [post] */
  #advance(post = false) {
    const { value: event, done } = this.#events.next();
    if (done) return { type: "finished" };
    if (event.type === "part") return event;
    this.#shown = 0;
    const { step, stepsPerEpoch, recipe } = this.#ready();
    const isKept = event.type === "updated" && isSnapshotDue(step, stepsPerEpoch, recipe.epochs);
    if (isKept) this.#postSnapshot();
    if (event.type !== "updated") this.#report(event);
    else if (post || isKept || performance.now() - this.#reported >= MILLISECONDS_BETWEEN_EVENTS) this.#report({ ...event, type: "progress" });
    if (event.type === "finished" || event.type === "diverged") {
      this.#finished = true;
      this.#pause();
    }
    return event;
  }

  #report(event) {
    this.#reported = performance.now();
    this.#post(event.type === "epoch_done" ? { ...event, ...this.#test() } : event);
    if (event.type !== "started") this.#postProbes();
  }

  /** What the current parameters do on the test set, where there is one. */
  #test() {
    const test = this.#source?.test;
    if (test === undefined) return {};
    const { network, current, recipe } = this.#ready();
    const { loss, accuracy, confusion, classes } = evaluate(network, current, recipe.loss, test);
    return { test_loss: loss, test_accuracy: accuracy, test_confusion: confusion, test_classes: classes };
  }

  #postProbes() {
    if (this.#probes === null) return;
    const { network, current, recipe, step } = this.#ready();
    const outputs = outputsOfImages(network, current, this.#probes);
    this.#post({ type: "probes", step, probabilities: recipe.loss.probabilities(outputs).data });
  }

  #postSnapshot() {
    const { current, step, epochsDone } = this.#ready();
    const { vector } = current.copy();
    this.#post({ type: "snapshot", step, epoch: epochsDone, parameters: vector }, [vector.buffer]);
  }

  #ready() {
    if (this.#trainer === null) throw new Error("No run is loaded.");
    return this.#trainer;
  }
}
