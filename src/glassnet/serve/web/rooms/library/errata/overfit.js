/** A network trained in the page on a few digits only: it remembers them, and knows less of others. */

import { Trainer, buildRecipe, evaluate, resolveRecipe } from "../../../nn/index.js";
import { shuffleLabels } from "../../learn/run/labels.js";
import { cutDigits, findDigits } from "../digits.js";

/** @typedef {{trained: number, other: number, third: number, count: number}} Found  accuracies: on its own digits, on others, on a third set */

const OTHERS = 1000;
/** So many updates between two pauses, so that the page stays alive. */
const UPDATES = 20;
const UPDATES_IN_ALL = 240;

/** @type {Map<string, Promise<Found>>} */
const measured = new Map();

/** @param {{count?: number, isShuffled?: boolean}} [options] the digits to train on, and whether their labels belong to others @returns {Promise<Found>} */
export function measureOverfit({ count = 300, isShuffled = false } = {}) {
  const key = `${count} ${isShuffled}`;
  const known = measured.get(key) ?? measure(count, isShuffled);
  measured.set(key, known);
  known.catch(() => measured.delete(key));
  return known;
}

/** @param {number} wanted @param {boolean} isShuffled @returns {Promise<Found>} */
async function measure(wanted, isShuffled) {
  const digits = await findDigits();
  const kept = Math.min(OTHERS, Math.floor(digits.count / 4));
  const others = cutDigits(digits, 0, kept);
  const third = cutDigits(digits, kept, kept);
  const own = cutDigits(digits, 2 * kept, wanted);
  const train = isShuffled ? { ...own, labels: shuffleLabels(own.labels, 0) } : own;
  const recipe = buildRecipe(resolveRecipe({
    name: "overfit", layers: [{ type: "dense", units: 32, activation: "relu" }, { type: "dense", units: "classes" }],
    optimizer: "adam", learning_rate: 0.005, epochs: 1000, batch_size: 50, seed: 0, validation: 0,
  }, digits.classNames.length, digits.shape));
  const trainer = new Trainer(recipe, train);
  const updates = UPDATES_IN_ALL * (isShuffled ? 3 : 1);
  for (let step = 0; step < updates; step++) {
    trainer.update();
    if (step % UPDATES === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  const on = (/** @type {import("../digits.js").LabeledImages} */ set) => evaluate(recipe.network, trainer.parameters, recipe.loss, set).accuracy;
  return { trained: on(train), other: on(others), third: on(third), count: others.count };
}
