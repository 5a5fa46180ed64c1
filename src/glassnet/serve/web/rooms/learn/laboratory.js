/** What the room keeps while other rooms are open: the workers, the digits, the run. Made when the room is first opened. */

import { takeImages } from "../../nn/data.js";
import { startWorker } from "../../nn/start-worker.js";
import { Analyst } from "./analysis/analyst.js";
import { createDigitSource, loadTrainingDigits } from "./data/training-digits.js";
import { LearnRun } from "./run/learn-run.js";
import { findWorker } from "./workers.js";

const SAMPLE = 500;
const CLOUD = 1000;

/** @typedef {Awaited<ReturnType<typeof openLaboratory>>} Laboratory */
/** @typedef {import("./data/training-digits.js").TrainingDigits} TrainingDigits */

/** @type {Promise<ReturnType<typeof createLaboratory>> | null} */
let opened = null;

/** The one laboratory of the page. */
export function openLaboratory() {
  opened ??= loadTrainingDigits(createDigitSource()).then(createLaboratory);
  opened.catch(() => { opened = null; });
  return opened;
}

/** @param {TrainingDigits} digits */
function createLaboratory({ name, note, train, test }) {
  const training = startWorker(findWorker("training"));
  const analysis = startWorker(findWorker("analysis"));
  const first = (/** @type {number} */ count, /** @type {any} */ digits) => takeImages(digits, Array.from({ length: Math.min(count, digits.labels.length) }, (_, i) => i));
  const [cloud, sample] = [first(CLOUD, test), first(SAMPLE, train)];
  analysis.postMessage({ command: "digits", test, sample, cloud });
  // The training images are needed in the worker alone.
  training.postMessage({ command: "digits", digits: train }, [train.images.buffer]);
  const { classNames, shape, count } = train;
  const run = new LearnRun(training);
  const rival = new LearnRun(training, "rival");
  /** @type {Set<string>} */
  const wants = new Set();
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const analyst = new Analyst(analysis, run, () => wants, () => listeners.forEach((listener) => listener()));
  return {
    name, isMnist: note === "", test, sample, cloud, classNames, shape, count, training, run, rival, analyst, wants,
    note: note || `${name}: ${count.toLocaleString("en")} training and ${test.labels.length.toLocaleString("en")} test images`,
    trainedOn: `${name} train`, madeBy: "Glassnet studio, trained in the page",
    /** @param {() => void} listener to new analyses @returns {() => void} */
    onAnalysis(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** @param {import("../../nn/recipe.js").PlainRecipe} recipe @param {boolean} shuffled */
    load(recipe, shuffled) {
      run.load(recipe, { classNames, shape }, { shuffled });
      analyst.reset();
    },
    rewind() {
      run.rewind();
      analyst.reset();
    },
  };
}
