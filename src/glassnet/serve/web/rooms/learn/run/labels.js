/** Labels put into another order: a network can then only learn them by heart. */

import { Generator } from "../../../nn/random.js";

/** Keeps these draws apart from every other use of the same seed. */
const LABEL_STREAM = 0x1abe1;

/** @param {Uint8Array} labels @param {number} seed @returns {Uint8Array} */
export function shuffleLabels(labels, seed) {
  const order = new Generator([LABEL_STREAM, seed]).permutation(labels.length);
  return Uint8Array.from(order, (index) => labels[index]);
}
