/** Prune: only the largest weights stay. */

import { countWeights, prune, sortSizes } from "../core/changing-weights.js";
import { roundHalfEven } from "../core/images.js";
import { countPrunedBytes, formatKilobytes } from "../core/stored-size.js";
import { formatShare } from "../lab.js";
import { createWeightsPage } from "./weights-left.js";

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "prune",
  title: "Prune",
  question: "How many weights does it need?",
  hint: "Set the smallest weights to zero. How few are enough for your digit, and how few for most digits?",
  create(lab) {
    const kept = (/** @type {number} */ share) => roundHalfEven(share * countWeights(lab.model.network, lab.model.parameters));
    const size = (/** @type {number} */ share) => formatKilobytes(countPrunedBytes(lab.model, kept(share)));
    return createWeightsPage(lab, {
      kind: "prune",
      slider: { name: "keep", label: "Weights kept", min: 0.01, max: 1, step: 0.01, fallback: 1, format: (share) => `${Math.round(100 * share)}\u202f%` },
      prepare: () => sortSizes(lab.model.network, lab.model.parameters),
      x: "weights kept", formatX: (share) => `${Math.round(100 * share)}\u202f%`,
      settings: [1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05, 0.02],
      change: (share) => (share === 1 ? lab.model.parameters : prune(lab.model.network, lab.model.parameters, share)),
      describe: (share) => `With the largest ${formatShare(share, 0)} of its weights,`,
      meaning: (share) => `are read correctly with ${kept(share).toLocaleString("en")} of ${kept(1).toLocaleString("en")} weights: ${share === 1 ? size(1) : `${size(share)} instead of ${size(1)}`}`,
    });
  },
};
