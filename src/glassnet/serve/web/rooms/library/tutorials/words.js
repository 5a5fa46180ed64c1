/** Claims and measurements in words. */

/** @typedef {import("../measurements.js").TutorialReport} TutorialReport */
/** @typedef {import("../measurements.js").Comparison} Comparison */

const SETS = /** @type {Record<string, string>} */ ({
  train: "of the training images", held_out: "of images set aside", test: "of the test images", log: "in the last printed line",
});

/** "85 % of the training images" @param {TutorialReport} report @param {Comparison} comparison */
export function formatClaim(report, { percent, measured }) {
  return `${percent}\u202f% ${SETS[measured] ?? measured}`;
}

/** "84.64 % (ten seeds: 84.1 to 85.2), ± 0.29" @param {Comparison} comparison @param {number} seeds */
export function formatMeasured({ measured, median, lowest, highest, sampling_error: error, examples }, seeds) {
  if (measured === "log") return `${median.toFixed(6)}\u202f%, with the tutorial’s own seed`;
  const range = seeds > 1 ? ` (${seeds} seeds: ${lowest.toFixed(2)} to ${highest.toFixed(2)})` : "";
  return `${median.toFixed(2)}\u202f%${range}, ±\u202f${error.toFixed(2)} for ${examples.toLocaleString("en")} images`;
}
