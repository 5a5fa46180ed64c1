/** A network trained in the page on a few digits only: it remembers them, and knows less of others. */

import { Trainer, buildRecipe, evaluate, resolveRecipe } from "../../../nn/index.js";
import { cutDigits, findDigits } from "../digits.js";

const [TRAINED, OTHERS] = [300, 1000];
/** So many updates between two pauses, so that the page stays alive. */
const UPDATES = 20;

/** @type {Promise<{trained: number, other: number, count: number}> | null} */
let measured = null;

/** Its accuracy on the digits it was trained on, and on others. */
export function measureOverfit() {
  measured ??= measure();
  measured.catch(() => { measured = null; });
  return measured;
}

async function measure() {
  const digits = await findDigits();
  const [train, others] = [cutDigits(digits, 0, TRAINED), cutDigits(digits, TRAINED, OTHERS)];
  const recipe = buildRecipe(resolveRecipe({
    name: "overfit", layers: [{ type: "dense", units: 32, activation: "relu" }, { type: "dense", units: "classes" }],
    optimizer: "adam", learning_rate: 0.005, epochs: 40, batch_size: 50, seed: 0, validation: 0,
  }, digits.classNames.length, digits.shape));
  const trainer = new Trainer(recipe, train);
  for (let step = 0; step < recipe.epochs * trainer.stepsPerEpoch; step++) {
    trainer.update();
    if (step % UPDATES === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  const on = (/** @type {import("../digits.js").LabeledImages} */ set) => evaluate(recipe.network, trainer.parameters, recipe.loss, set).accuracy;
  return { trained: on(train), other: on(others), count: others.count };
}
