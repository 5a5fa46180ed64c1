/** What the network made of one image at every snapshot, computed a little at a time so that the page stays quick. */

import { outputsOfImages, takeColumns } from "../../../nn/metrics.js";

const SLICE = 6;

export class DigitHistory {
  /** Probabilities of the classes by step. @type {Map<number, Float64Array>} */
  answers = new Map();
  #run;
  #classes;
  #changed;
  /** @type {Uint8Array | null} */
  #pixels = null;
  #timer = 0;

  /** @param {import("./learn-run.js").LearnRun} run @param {number} classes @param {() => void} changed */
  constructor(run, classes, changed) {
    this.#run = run;
    this.#classes = classes;
    this.#changed = changed;
  }

  /** @param {Uint8Array | null} pixels */
  setPixels(pixels) {
    if (pixels === this.#pixels) return;
    this.#pixels = pixels;
    this.reset();
  }

  reset() {
    this.answers = new Map();
    this.update();
  }

  /** Compute what is missing: the shown snapshot first, then all others. */
  update() {
    const { shown } = this.#run;
    if (this.#pixels && shown && !this.answers.has(shown.step)) this.#compute(shown);
    this.#changed();
    if (!this.#timer) this.#timer = window.setTimeout(() => this.#fill(), 0);
  }

  #fill() {
    this.#timer = 0;
    if (!this.#pixels) return;
    const start = performance.now();
    let computed = 0;
    for (const snapshot of this.#run.history.snapshots) {
      if (this.answers.has(snapshot.step)) continue;
      this.#compute(snapshot);
      computed += 1;
      if (performance.now() - start > SLICE) {
        this.#timer = window.setTimeout(() => this.#fill(), 10);
        break;
      }
    }
    if (computed > 0) this.#changed();
  }

  /** @param {import("./history.js").Snapshot} snapshot */
  #compute(snapshot) {
    const { recipe } = this.#run;
    if (!recipe || !this.#pixels) return;
    // A network that rejects has one output more.
    const outputs = takeColumns(outputsOfImages(recipe.network, this.#run.parametersOf(snapshot), this.#pixels), this.#classes);
    this.answers.set(snapshot.step, Float64Array.from(recipe.loss.probabilities(outputs).data));
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
