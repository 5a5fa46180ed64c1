/** A confusion matrix of three digits to interpret, with shares that come out in few decimals. */

import { Fraction } from "./exact.js";

const CLASSES = 3;
const ROW_TOTALS = [50, 50, 100];

/** @typedef {ReturnType<typeof describe>} ConfusionTask */

/** A random matrix, with one mistake more frequent than all others. @param {import("../nn/index.js").Generator} rng */
export function drawConfusion(rng) {
  for (;;) {
    const totals = [...ROW_TOTALS];
    rng.shuffle(totals);
    const counts = totals.map((total, i) => drawRow(rng, total, i));
    const [recalled, precise] = rng.permutation(CLASSES);
    const digits = [...rng.permutation(10).slice(0, CLASSES)].sort((a, b) => a - b);
    const task = describe(digits, counts, recalled, precise);
    if (isFit(task)) return task;
  }
}

/** @param {import("../nn/index.js").Generator} rng @param {number} total @param {number} label */
function drawRow(rng, total, label) {
  const correct = rng.integer(Math.floor((total * 7) / 10), Math.floor((total * 19) / 20));
  const other = rng.integer(0, total - correct + 1);
  const row = [other, total - correct - other];
  row.splice(label, 0, correct);
  return row;
}

/**
 * The task with its key. `counts[label][prediction]`; `recalled`, `precise` and the parts of `worst` are indices into `digits`.
 * @param {number[]} digits @param {number[][]} counts @param {number} recalled @param {number} precise
 */
function describe(digits, counts, recalled, precise) {
  const add = (/** @type {number[]} */ numbers) => numbers.reduce((total, each) => total + each, 0);
  const mistakes = counts.flatMap((row, label) => row.map((count, prediction) => ({ label, prediction, count }))).filter(({ label, prediction }) => label !== prediction);
  const worst = mistakes.reduce((one, other) => (other.count > one.count ? other : one));
  const totals = counts.map(add);
  const [total, correct] = [add(totals), add(counts.map((row, i) => row[i]))];
  return {
    digits, counts, recalled, precise, mistakes, worst, total, correct, accuracy: new Fraction(correct, total),
    recall: new Fraction(counts[recalled][recalled], totals[recalled]),
    precision: new Fraction(counts[precise][precise], add(counts.map((row) => row[precise]))),
    constantAccuracy: new Fraction(Math.max(...totals), total),
  };
}

/** @param {ConfusionTask} task */
function isFit({ precision, mistakes }) {
  const sorted = mistakes.map(({ count }) => count).sort((a, b) => a - b);
  const doesEnd = precision.times(new Fraction(1000)).denominator === 1n;
  return doesEnd && sorted[sorted.length - 1] > sorted[sorted.length - 2] && sorted[0] > 0;
}
