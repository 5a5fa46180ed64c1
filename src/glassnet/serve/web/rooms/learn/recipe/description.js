/** A recipe in a few words. */

import { formatNumber } from "../numbers.js";

const NAMES = /** @type {Record<string, string>} */ ({
  relu: "ReLU", leaky_relu: "leaky ReLU", sigmoid: "sigmoid", tanh: "tanh", gelu: "GELU", silu: "SiLU", elu: "ELU", softplus: "softplus", identity: "linear", softmax: "softmax",
  gradient_descent: "gradient descent", momentum: "momentum", nesterov: "Nesterov", rmsprop: "RMSProp", adam: "Adam", adamw: "AdamW",
  he: "He", glorot: "Glorot", lecun: "LeCun", softmax_cross_entropy: "cross-entropy", sigmoid_cross_entropy: "sigmoid cross-entropy",
});

/** @param {string | {type: string} | undefined} part @param {string} fallback */
export function typeOf(part, fallback) {
  return typeof part === "string" ? part : (part?.type ?? fallback);
}

/** @param {string} type */
export function nameOf(type) {
  return NAMES[type] ?? type.replaceAll("_", " ");
}

/** "784-16-16-10". @param {import("../../../nn/recipe.js").PlainRecipe} recipe @param {number} [pixels] @param {number} [classes] */
export function describeSizes({ layers, rejects }, pixels = 784, classes = 10) {
  const sizes = layers.filter((layer) => typeOf(layer, "") === "dense").map((/** @type {any} */ { units }) => (units === "classes" ? classes + (rejects ? 1 : 0) : units));
  return [pixels, ...sizes].join("-");
}

/** "784-16-16-10 · ReLU · Adam, 0.003". @param {import("../../../nn/recipe.js").PlainRecipe} recipe @param {boolean} shuffled */
export function describeRecipe(recipe, shuffled = false) {
  const hidden = /** @type {any} */ (recipe.layers.slice(0, -1).find((layer) => typeof layer === "object" && "activation" in layer));
  const parts = [describeSizes(recipe)];
  if (hidden) parts.push(nameOf(typeOf(hidden.activation, "identity")));
  parts.push(`${nameOf(typeOf(recipe.optimizer, "adam"))}, ${describeRate(recipe)}`);
  if (shuffled) parts.push("shuffled labels");
  return parts.join(" · ");
}

/** @param {Record<string, any>} recipe @returns {string} */
function describeRate({ learning_rate: rate, schedule = { type: "one_cycle", peak: 0.003 } }) {
  if (rate !== undefined) return formatNumber(rate);
  const { type, rate: start, peak, before, updates, rates } = schedule;
  if (type === "piecewise") return `${describeRate({ schedule: schedule.start })}, ${formatNumber(rates.at(-1))} from update ${updates.at(-1).toLocaleString("en")}`;
  const value = start ?? peak ?? before;
  return type === "constant" ? formatNumber(value) : `${type.replaceAll("_", " ")}${value ? ` ${formatNumber(value)}` : ""}`;
}
