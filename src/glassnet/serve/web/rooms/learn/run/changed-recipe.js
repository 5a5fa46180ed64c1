/** The recipe of a run whose rate was changed while it went on. */

import { changeRate } from "../../../nn/rate-changes.js";
import { buildRecipe } from "../../../nn/recipe.js";

/**
 * The network stays the same one: what is shown of it stays, too.
 * @param {import("../../../nn/recipe.js").PlainRecipe} plain @param {import("../../../nn/recipe.js").Recipe} recipe
 * @param {{step: number, rate: number}} change
 */
export function recordRate(plain, recipe, { step, rate }) {
  const resolved = changeRate({ ...recipe.plain, name: "mine" }, step, rate);
  return {
    plain: changeRate({ ...plain, name: "mine" }, step, rate),
    recipe: Object.freeze({ ...recipe, name: "mine", plain: resolved, schedule: buildRecipe(resolved).schedule }),
  };
}
