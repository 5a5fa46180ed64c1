/** A learning rate that is changed while a run goes on, as a part of its recipe: the recipe then trains to the same bits again. */

/** @typedef {import("./recipe.js").PlainRecipe} PlainRecipe */

const DEFAULT_SCHEDULE = Object.freeze({ type: "one_cycle", peak: 0.003 });

/**
 * The recipe with this constant rate from update `step` on, which count from 0; what was to change later does not.
 * @param {PlainRecipe} plain @param {number} step @param {number} rate @returns {PlainRecipe}
 */
export function changeRate({ learning_rate: constant, schedule = DEFAULT_SCHEDULE, ...rest }, step, rate) {
  if (step === 0) return /** @type {PlainRecipe} */ ({ ...rest, learning_rate: rate });
  const whole = constant === undefined ? schedule : { type: "constant", rate: constant };
  const { start, updates, rates } = whole.type === "piecewise" ? whole : { start: whole, updates: [], rates: [] };
  const kept = updates.filter((/** @type {number} */ each) => each < step).length;
  return /** @type {PlainRecipe} */ ({
    ...rest,
    schedule: { type: "piecewise", start, updates: [...updates.slice(0, kept), step], rates: [...rates.slice(0, kept), rate] },
  });
}
