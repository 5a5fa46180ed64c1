/** Asks the analysis worker, one question at a time, the newest first; test results are kept for each step. */

/**
 * @typedef {import("../run/learn-run.js").LearnRun} LearnRun
 * @typedef {import("./analysis.js").TestResult} TestResult
 * @typedef {{test?: TestResult, layers?: import("./analysis.js").LayerHealth[], plane?: {points: Float32Array, share: number}}} Analysis
 */

/** So many full test results are kept; their accuracies all stay in the history. */
const MAX_KEPT = 40;

export class Analyst {
  /** What is known of the moment that is shown. @type {Analysis & {step: number}} */
  current = { step: -1 };
  #port;
  #run;
  /** @type {() => Set<string>} */
  #wants;
  #changed;
  #canTest;
  /** @type {Map<number, TestResult>} */
  #tests = new Map();
  #id = 0;
  #busy = false;
  #generation = 0;

  /**
   * @param {{postMessage(message: any): void, addEventListener(type: string, listener: (event: any) => void): void}} port
   * @param {LearnRun} run
   * @param {() => Set<string>} wants what the views that are open need of the moment shown: "test", "layers", "plane"
   * @param {() => void} changed
   * @param {{tests: boolean}} [options] whether the test digits are of the kind that the run's network reads
   */
  constructor(port, run, wants, changed, { tests = true } = {}) {
    this.#port = port;
    this.#canTest = tests;
    this.#run = run;
    this.#wants = wants;
    this.#changed = changed;
    port.addEventListener("message", ({ data }) => this.#receive(data));
    run.listen((what) => { if (what === "shown" || what === "state") this.update(); });
  }

  /** After a run was loaded or rewound. */
  reset() {
    this.#generation += 1;
    this.#tests.clear();
    this.current = { step: -1 };
    if (this.#run.recipe) this.#port.postMessage({ command: "recipe", recipe: this.#run.recipe.plain });
    this.update();
  }

  /** Ask for what is missing. */
  update() {
    const { shown, history } = this.#run;
    if (shown === undefined || !this.#canTest) return;
    if (this.current.step !== shown.step) {
      const test = this.#tests.get(shown.step);
      // What was known of the moment before stays in sight until it is replaced.
      this.current = { ...this.current, step: shown.step, ...(test ? { test } : {}) };
      this.#missing = new Set(test ? ["layers", "plane"] : ["test", "layers", "plane"]);
      this.#changed();
    }
    if (this.#busy) return;
    const wanted = this.#wants();
    const wants = [...this.#missing].filter((each) => each === "test" || wanted.has(each));
    if (wants.length > 0) return this.#ask(shown, wants, true);
    const untested = this.#run.isPlaying ? undefined : history.findUntested();
    if (untested) this.#ask(untested, ["test"], false);
  }

  #missing = new Set();

  /** @param {import("../run/history.js").Snapshot} snapshot @param {string[]} wants @param {boolean} isShown  whether it is the moment in sight */
  #ask({ step, parameters }, wants, isShown) {
    this.#busy = true;
    this.#id += 1;
    this.#asked = { generation: this.#generation, wants, isShown };
    this.#port.postMessage({ command: "analyze", id: this.#id, step, parameters, wants });
  }

  #asked = { generation: 0, wants: /** @type {string[]} */ ([]), isShown: false };

  /** @param {any} found */
  #receive({ id, step, error, ...found }) {
    if (id !== this.#id) return;
    this.#busy = false;
    if (this.#asked.generation === this.#generation) this.#keep(step, found, error);
    this.update();
  }

  /** @param {number} step @param {Analysis} found @param {string | undefined} error */
  #keep(step, found, error) {
    if (found.test) {
      this.#run.history.addTest(step, found.test);
      this.#tests.set(step, found.test);
      if (this.#tests.size > MAX_KEPT) this.#tests.delete(/** @type {number} */ (this.#tests.keys().next().value));
    } else if (error && this.#asked.wants.includes("test")) this.#run.history.addTest(step, { loss: NaN, accuracy: NaN });
    // While it trains, the newest answer is a little behind the newest weights.
    if (this.#asked.isShown) Object.assign(this.current, found);
    if (step === this.current.step) {
      for (const each of this.#asked.wants) this.#missing.delete(each);
    }
    this.#changed();
  }
}
