/** In what two recipes differ, in words. */

import { describeSizes, nameOf } from "./description.js";
import { readForm } from "./form.js";
import { formatNumber } from "../numbers.js";

const WORDS = /** @type {Record<string, string>} */ ({
  activation: "activation", initializer: "first weights", loss: "loss", optimizer: "optimizer", schedule: "schedule", rate: "rate", batchSize: "batch size",
  epochs: "epochs", seed: "seed", weightDecay: "weight decay", l1Penalty: "L1 penalty", dropout: "dropout", examples: "examples",
});

/** @param {import("../../../nn/recipe.js").PlainRecipe} one @param {import("../../../nn/recipe.js").PlainRecipe} other @param {boolean} [oneShuffled] @param {boolean} [otherShuffled] @returns {string[]} */
export function findDifferences(one, other, oneShuffled = false, otherShuffled = false) {
  const [a, b] = [readForm(takeStart(one)), readForm(takeStart(other))].map((form) => /** @type {Record<string, any>} */ (form));
  const found = describeSizes(one) === describeSizes(other) ? [] : [`network ${describeSizes(one)} or ${describeSizes(other)}`];
  for (const [name, words] of Object.entries(WORDS)) if (a[name] !== b[name]) found.push(`${words} ${format(a[name])} or ${format(b[name])}`);
  if (JSON.stringify(listRateChanges(one)) !== JSON.stringify(listRateChanges(other))) found.push("a rate changed while training");
  if (oneShuffled !== otherShuffled) found.push(`${oneShuffled ? "shuffled" : "right"} or ${otherShuffled ? "shuffled" : "right"} labels`);
  return found;
}

/** The recipe as it was before its rate was changed. @param {import("../../../nn/recipe.js").PlainRecipe} recipe */
function takeStart(recipe) {
  return recipe.schedule?.type === "piecewise" ? { ...recipe, schedule: recipe.schedule.start } : recipe;
}

/** @param {import("../../../nn/recipe.js").PlainRecipe} recipe */
function listRateChanges({ schedule }) {
  return schedule?.type === "piecewise" ? [schedule.updates, schedule.rates] : [];
}

/** @param {any} value */
function format(value) {
  return value === null ? "all" : typeof value === "number" ? formatNumber(value) : nameOf(value);
}
