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

/** "84.22 % (10 seeds: 80.76 to 85.04), ± 0.29 for 60,000 images" @param {TutorialReport} report @param {Comparison} comparison */
export function formatMeasured({ log, seeds: { length: seeds } }, { measured, median, lowest, highest, sampling_error: error, examples }) {
  if (measured === "log") return `${log[log.length - 1].accuracy_percent.toFixed(6)}\u202f% with its own seed (${seeds} seeds: ${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
  const range = seeds > 1 ? ` (${seeds} seeds: ${lowest.toFixed(2)} to ${highest.toFixed(2)})` : "";
  return `${median.toFixed(2)}\u202f%${range}, ±\u202f${error.toFixed(2)} for ${examples.toLocaleString("en")} images`;
}
