/** A run as parameters of the address: a preset by its name, any other recipe as JSON. The same address trains to the same bits. */

import { findPreset } from "./presets.js";

/** @typedef {import("../../../nn/recipe.js").PlainRecipe} PlainRecipe */
/** @typedef {{recipe: PlainRecipe, shuffled: boolean}} Start */

/** @param {Start} start @param {PlainRecipe} [first] the recipe that the room opens with @returns {Record<string, string>} */
export function formatRun({ recipe, shuffled }, first) {
  if (first && !shuffled && JSON.stringify(recipe) === JSON.stringify(first)) return {};
  const preset = findPreset(recipe.name === "mine" ? "first" : recipe.name);
  const text = JSON.stringify(recipe);
  if (preset && JSON.stringify(preset.recipe) === text && Boolean(preset.shuffled) === shuffled) return preset.id === "first" ? {} : { start: preset.id };
  return { recipe: text, ...(shuffled ? { labels: "shuffled" } : {}) };
}

/** @param {Readonly<Record<string, string>>} params @returns {Start | null} null without a run, and for one that cannot be read */
export function parseRun({ start, recipe, labels }) {
  if (recipe) {
    try {
      const plain = JSON.parse(recipe);
      return Array.isArray(plain?.layers) ? { recipe: plain, shuffled: labels === "shuffled" } : null;
    } catch {
      return null;
    }
  }
  const preset = start ? findPreset(start) : undefined;
  return preset ? { recipe: preset.recipe, shuffled: Boolean(preset.shuffled) } : null;
}
