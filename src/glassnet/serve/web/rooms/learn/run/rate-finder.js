/**
 * The learning-rate range test: one short training in which the rate rises with every update, from far too low to far too
 * high. Where the loss falls fastest a rate is good; where it turns up, the rate is too high (Smith 2017, "Cyclical learning
 * rates for training neural networks").
 */

import { buildRecipe, resolveRecipe } from "../../../nn/recipe.js";
import { Trainer } from "../../../nn/trainer.js";

/** @typedef {import("../../../nn/data.js").LabeledImages} LabeledImages */
/** @typedef {{rates: number[], losses: number[], done: boolean}} Rates losses are smoothed */

const LOWEST = 1e-5;
const HIGHEST = 100;
const STEPS = 140;
const SMOOTHING = 0.8;
/** The test ends where the loss is so many times its lowest. */
const TOO_HIGH = 4;
/** A good rate is this part of the one at which the loss was lowest. */
const SAFETY = 1 / 4;
/** What stands for a batch of everything. */
const FULL_BATCH = 1024;
const UPDATES_BETWEEN_REPORTS = 4;

/**
 * @param {import("../../../nn/recipe.js").PlainRecipe} plain @param {LabeledImages} train
 * @returns {Generator<Rates>}
 */
export function* findRates(plain, train) {
  const { averaging, stopping, schedule, learning_rate, ...rest } = plain;
  const batch_size = plain.batch_size === "full" ? FULL_BATCH : Math.min(plain.batch_size ?? 128, train.labels.length);
  const table = { ...rest, batch_size, epochs: 1, validation: 0, examples: null };
  const recipe = buildRecipe(resolveRecipe(table, train.classNames.length, train.shape));
  const factor = (HIGHEST / LOWEST) ** (1 / (STEPS - 1));
  const rising = { rateAt: ({ step }) => LOWEST * factor ** step };
  const trainer = new Trainer({ ...recipe, schedule: rising }, train);
  const rates = [];
  const losses = [];
  let smoothed = NaN;
  let lowest = Infinity;
  for (let step = 0; step < STEPS; step++) {
    const { loss } = trainer.update();
    if (!Number.isFinite(loss)) break;
    smoothed = Number.isNaN(smoothed) ? loss : SMOOTHING * smoothed + (1 - SMOOTHING) * loss;
    rates.push(rising.rateAt({ step }));
    losses.push(smoothed);
    lowest = Math.min(lowest, smoothed);
    if (smoothed > TOO_HIGH * lowest) break;
    if (step % UPDATES_BETWEEN_REPORTS === 0) yield { rates: [...rates], losses: [...losses], done: false };
  }
  yield { rates, losses, done: true };
}

/** A rate to begin with: a quarter of the one with the lowest loss, rounded to one digit; null where no loss fell. @param {Rates} found */
export function suggestRate({ rates, losses }) {
  const lowest = losses.indexOf(Math.min(...losses));
  if (lowest <= 0 || losses[lowest] > 0.95 * losses[0]) return null;
  return Number((rates[lowest] * SAFETY).toPrecision(1));
}
