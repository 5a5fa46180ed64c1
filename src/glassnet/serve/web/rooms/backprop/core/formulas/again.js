/** The new loss, beside what the derivatives promised. */

import { addUp, chooseDecimals, formatAlone, formatFixed } from "../decimals.js";
import { formula, mi, mo, mrow, mtext, node, pointable } from "../mathml.js";
import { equals, sumOver, times } from "./written.js";

/**
 * @typedef {import("../experiment.js").Experiment} Experiment
 * @typedef {import("./written.js").Formulas} Formulas
 * @typedef {import("./written.js").Subject} Subject
 * @typedef {import("./written.js").Table} Table
 */

/** @param {Subject} subject @returns {Formulas} */
export function writeAgain({ experiment, notation, rate }) {
  const done = experiment.update;
  const ahead = done ? null : experiment.preview(rate);
  const { loss, promised, count } = /** @type {any} */ (done ?? ahead);
  const now = done ? experiment.trace.loss : /** @type {any} */ (ahead).newLoss;
  const decimals = chooseDecimals([loss, now], 5);
  const change = now - loss;
  const small = Math.abs(promised) > 0 ? change / promised : 1;
  const note = (/** @type {string} */ text) => ({ selection: null, note: text });
  return {
    focus: null,
    table: tabulatePromises(experiment, /** @type {any} */ (done ?? ahead), ahead ? ahead.after : experiment.parameters.vector),
    words: [
      done ? `After ${count === 1 ? "one update" : `${count} updates`}:` : "After one update it would be:",
      now > loss ? "The loss rose: the step was too large for the slope to hold. Try a smaller rate." : Math.abs(small - 1) < 0.05 ? "Nearly what the derivatives promised: the step was small." : "Derivatives are promises for small steps: the larger the step, the more the curve bends away.",
    ],
    symbols: [formula(mi("Δ"), notation.loss(), mo("≈"), sumOver("w"), node("mfrac", mrow(mo("∂"), notation.loss()), mrow(mo("∂"), mi("w"))), times(), mrow(mi("Δ"), mi("w")))],
    numbers: [
      formula(notation.loss(), mo(":"), pointable(formatFixed(loss, decimals), note("the loss before")), mo("→"), pointable(formatFixed(now, decimals), note("the loss after"))),
      formula(mtext("promised"), equals(), pointable(formatAlone(promised), note("the sum over all weights and biases of derivative times change")), mo(","), mtext(" measured"), equals(), pointable(formatAlone(change), note("the loss after, minus the loss before"))),
    ],
  };
}

/** What each array promised of the change. @param {Experiment} experiment @param {{before: ArrayLike<number>, gradient: ArrayLike<number>, promised: number}} update @param {ArrayLike<number>} after @returns {Table} */
function tabulatePromises({ network }, { before, gradient, promised }, after) {
  let start = 0;
  const terms = network.layout.map(([, shape]) => {
    const end = start + shape.reduce((a, b) => a * b, 1);
    let sum = 0;
    for (; start < end; start++) sum += gradient[start] * (after[start] - before[start]);
    return sum;
  });
  const sum = addUp(terms, promised, { shown: 20 });
  const rows = sum.shown.map(({ index, value }) => {
    const [layer, array] = network.layout[index][0].split(".");
    return { cells: [`${array} of layer ${layer}`, formatFixed(value, sum.decimals)], origin: null };
  });
  if (sum.others) rows.push({ cells: ["rounding", formatFixed(sum.others, sum.decimals)], origin: null });
  return { head: ["promised by", "derivative × change"], rows, foot: [{ cells: ["sum", formatFixed(sum.total, sum.decimals)], origin: null }] };
}
