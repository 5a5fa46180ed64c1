/** What the room keeps while other rooms are open: the workers, the digits, the run. Made when the room is first opened. */

import { takeImages } from "../../nn/data.js";
import { startWorker } from "../../nn/start-worker.js";
import { Analyst } from "./analysis/analyst.js";
import { createDigitSource, loadTrainingDigits } from "./data/training-digits.js";
import { fitRecipe } from "./recipe/fit.js";
import { FIRST_RECIPE } from "./recipe/presets.js";
import { LearnRun } from "./run/learn-run.js";
import { findWorker } from "./workers.js";

const SAMPLE = 500;
const CLOUD = 1000;

/** @typedef {ReturnType<typeof createLaboratory>} Laboratory */
/** @typedef {import("./data/training-digits.js").TrainingDigits} TrainingDigits */
/** @typedef {import("../../nn/recipe.js").PlainRecipe} PlainRecipe */

/** @type {Promise<Laboratory> | null} */
let opened = null;

/** The laboratory of MNIST, or of what stands for it: one for the whole page. */
export function openLaboratory() {
  opened ??= loadTrainingDigits(createDigitSource()).then((digits) => createLaboratory(digits, { recipe: fitRecipe(FIRST_RECIPE, digits.train.count) }));
  opened.catch(() => { opened = null; });
  return opened;
}

/**
 * @param {TrainingDigits} digits
 * @param {object} start
 * @param {PlainRecipe} start.recipe  the recipe to begin with
 * @param {import("../../nn/parameters.js").NamedArrays} [start.initial]  weights to begin with, where they fit
 * @param {Readonly<Record<string, string>>} [start.address]  parameters of the address that lead to it
 */
export function createLaboratory({ name, note, train, test }, { recipe: firstRecipe, initial = [], address = {} }) {
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
    name, isMnist: note === "", test, sample, cloud, classNames, shape, count, training, run, rival, analyst, wants, firstRecipe, address,
    note: note || `${name}: ${count.toLocaleString("en")} training and ${test.labels.length.toLocaleString("en")} test images`,
    trainedOn: `${name} train`, madeBy: "Glassnet studio, trained in the page", isShareable: !address.set,
    /** Whether the test images are of the kind that its networks read. */
    isTested: true,
    /** @param {() => void} listener to new analyses @returns {() => void} */
    onAnalysis(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** @param {PlainRecipe} recipe @param {boolean} shuffled */
    load(recipe, shuffled) {
      run.load(recipe, { classNames, shape }, { shuffled, initial });
      analyst.reset();
    },
    rewind() {
      run.rewind();
      analyst.reset();
    },
    /** End the workers. */
    close() {
      training.terminate();
      analysis.terminate();
    },
  };
}
