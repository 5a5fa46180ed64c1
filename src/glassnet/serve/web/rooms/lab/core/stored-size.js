/** How many bytes the parameters take after pruning and rounding, as `glassnet prune` and `glassnet quantize` count them. */

import { countWeights } from "./changing-weights.js";
import { namesOfWeights } from "./subject.js";

/** @typedef {import("./subject.js").Subject} Subject */

/** Four bytes for each number that stays, and a bit for each weight that says whether it does. @param {Pick<Subject, "network" | "parameters">} subject @param {number} kept */
export function countPrunedBytes({ network, parameters }, kept) {
  const weights = countWeights(network, parameters);
  const bits = kept === weights ? 0 : weights;
  return 4 * (parameters.vector.length - weights + kept) + Math.ceil(bits / 8);
}

/** Codes of so many bits and a scale of four bytes for each output; four bytes for each of the rest. @param {Pick<Subject, "network" | "parameters">} subject @param {number} bits */
export function countQuantizedBytes({ network, parameters }, bits) {
  const arrays = namesOfWeights(network).map((name) => parameters.get(name));
  const weights = countWeights(network, parameters);
  const scales = arrays.reduce((sum, { shape }) => sum + shape[shape.length - 1], 0);
  return Math.ceil((weights * bits + 32 * scales) / 8) + 4 * (parameters.vector.length - weights);
}

/** "52.0 kB". @param {number} bytes */
export function formatKilobytes(bytes) {
  return `${(bytes / 1000).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 })}\u202fkB`;
}
