/** A recipe for fewer examples than MNIST has: a tenth is held out where the recipe would hold out half of them or more. */

const DEFAULT_VALIDATION = 5000;

/** @param {import("../../../nn/recipe.js").PlainRecipe} recipe @param {number} count of examples @returns {import("../../../nn/recipe.js").PlainRecipe} */
export function fitRecipe(recipe, count) {
  const used = Math.min(recipe.examples ?? count, count);
  const heldOut = recipe.validation ?? DEFAULT_VALIDATION;
  return 2 * heldOut >= used && heldOut > 0 ? { ...recipe, validation: Math.floor(used / 10) } : recipe;
}
