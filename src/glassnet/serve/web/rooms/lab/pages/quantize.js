/** Quantize: weights of few bits. */

import { countWeights, quantize } from "../core/changing-weights.js";
import { countPrunedBytes, countQuantizedBytes, formatKilobytes } from "../core/stored-size.js";
import { createWeightsPage } from "./weights-left.js";

const UNROUNDED = 9;
const nameBits = (/** @type {number} */ bits) => (bits === UNROUNDED ? "32, not rounded" : String(bits));

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "quantize",
  title: "Quantize",
  question: "How exact must its weights be?",
  hint: "Round the weights to few values, evenly spaced up to the largest of each neuron: 8 bits leave 255 values, 2 bits leave three. How few bits are enough?",
  create(lab) {
    const whole = () => formatKilobytes(countPrunedBytes(lab.model, countWeights(lab.model.network, lab.model.parameters)));
    const size = (/** @type {number} */ bits) => formatKilobytes(countQuantizedBytes(lab.model, bits));
    return createWeightsPage(lab, {
      kind: "quantize",
      slider: { name: "bits", label: "Bits for each weight", min: 2, max: UNROUNDED, step: 1, fallback: UNROUNDED, format: nameBits },
      x: "bits for each weight", formatX: (bits) => (bits === UNROUNDED ? "32" : String(bits)),
      settings: [8, 7, 6, 5, 4, 3, 2],
      change: (bits) => (bits === UNROUNDED ? lab.model.parameters : quantize(lab.model.network, lab.model.parameters, bits)),
      describe: (bits) => (bits === UNROUNDED ? "With its weights as they are," : `With weights of ${bits} bits,`),
      meaning: (bits) => (bits === UNROUNDED ? `are read correctly with weights of 32 bits: ${whole()}` : `are read correctly with ${2 ** bits - 1} values for a weight, ${bits} bits instead of 32: ${size(bits)} instead of ${whole()}`),
    });
  },
};
