/** Updates of the experiment, many of them without stopping the page, and what they do to other digits. */

import { fromPlain } from "../../nn/index.js";
import { formatPercent } from "../../reading/numbers.js";
import { findDigits } from "../library/digits.js";
import { classify, measureAccuracy } from "./core/forgetting.js";
import { readSampleDigits } from "./core/sample-digits.js";
import { createTeachView } from "./views/teach-view.js";

/** @typedef {import("./core/experiment.js").Experiment} Experiment */

const SLICE = 14;
/** Small enough for the derivatives to hold on a digit; the small network takes larger steps. */
const FIRST_RATES = { digit: 0.001, tiny: 0.1 };

/** @param {import("../../studio/rooms.js").Context} context @param {{changed: () => void, getExperiment: () => Experiment | null}} on */
export function createTeaching({ slots, store, announce }, { changed, getExperiment }) {
  /** @type {number | null} */
  let chosenRate = null;
  let rate = FIRST_RATES.digit;
  let optimizer = "gradient_descent";
  let isBusy = false;
  /** A measurement of accuracy that a later change makes useless. */
  let measuring = 0;
  /** @type {import("../../data/labeled-images.js").LabeledImages | null} */
  let samples = null;
  /** @type {{model: any, answers: Uint8Array} | null} */
  let original = null;

  const view = createTeachView(slots.bench, {
    teach, undo: () => change((experiment) => experiment.undo()), reset: () => change((experiment) => experiment.reset()),
    randomize: () => change((experiment) => experiment.randomize(1 + Math.floor(Math.random() * 999))),
    measure,
    chooseRate(next) {
      chosenRate = rate = next;
      changed();
    },
    chooseOptimizer(next) {
      optimizer = next;
      change((experiment) => experiment.setOptimizer(fromPlain("optimizer", next)));
    },
  });
  readSampleDigits().then((digits) => {
    samples = digits;
    view.setSamples(digits);
    changed();
  });

  /** @param {(experiment: Experiment) => void} act */
  function change(act) {
    const experiment = getExperiment();
    if (!experiment || isBusy) return;
    stopMeasuring();
    act(experiment);
    changed();
  }

  /** @param {number} count */
  async function teach(count) {
    const experiment = getExperiment();
    if (!experiment || isBusy) return;
    stopMeasuring();
    isBusy = true;
    experiment.begin();
    let since = performance.now();
    for (let i = 0; i < count && experiment === getExperiment(); i++) {
      experiment.proceed(rate);
      if (performance.now() - since < SLICE) continue;
      view.showProgress((i + 1) / count);
      changed();
      await new Promise((resolve) => requestAnimationFrame(resolve));
      since = performance.now();
    }
    isBusy = false;
    view.showProgress(null);
    changed();
    announce(`${count} ${count === 1 ? "update" : "updates"}. The loss is ${experiment.trace.loss.toPrecision(3)}.`);
  }

  function stopMeasuring() {
    measuring++;
    view.showAccuracy("");
  }

  async function measure() {
    const experiment = getExperiment();
    if (!experiment) return;
    const own = ++measuring;
    if (view.isMeasuring) return view.showAccuracy("");
    view.showAccuracy("Loading the test digits …", true);
    const set = await findDigits().catch((/** @type {Error} */ error) => error.message);
    if (own !== measuring) return;
    if (typeof set === "string") return view.showAccuracy(set);
    const show = (/** @type {string} */ what) => (/** @type {number} */ done) => {
      if (own === measuring) view.showAccuracy(`${what}: ${Math.round(100 * done)}\u202f% of ${set.count.toLocaleString("en")} digits`, true);
      return own === measuring;
    };
    const before = await measureAccuracy(experiment.model, experiment.original, set, show("trained weights"));
    const now = before === null || experiment.isOriginal ? before : await measureAccuracy(experiment.model, experiment.parameters.copy(), set, show("present weights"));
    if (before === null || now === null) return;
    view.showAccuracy(`Accuracy on ${set.name}, ${set.count.toLocaleString("en")} digits: ${formatPercent(before)}\u202f%${now === before ? "" : ` → ${formatPercent(now)}\u202f%`}`);
  }

  const stop = store.on(["theme"], () => view.paintSamples());
  return {
    get rate() { return rate; },
    get optimizer() { return optimizer; },
    get isBusy() { return isBusy; },
    /** @param {"digit" | "tiny"} kind */
    prepare(kind) {
      rate = chosenRate ?? FIRST_RATES[kind];
      view.setRate(rate);
    },
    /** @param {Experiment} experiment @param {number | null} before  the probability of the label before the last updates */
    show(experiment, before) {
      const { model, label, trace } = experiment;
      const hasOthers = model.summary.reads_drawings && model.classNames.join("") === "0123456789";
      view.show({
        label: model.outputs[label], before, now: trace.probabilities[label], count: experiment.update?.count ?? 0,
        canUndo: experiment.canUndo && !isBusy, isOriginal: experiment.isOriginal, hasOthers,
      });
      if (!samples || !hasOthers || isBusy) return;
      if (original?.model !== model) original = { model, answers: classify(model, experiment.original, samples.images) };
      view.showSamples(experiment.isOriginal ? original.answers : classify(model, experiment.parameters, samples.images), original.answers, model.classNames);
    },
    remove() {
      measuring++;
      stop();
    },
  };
}
