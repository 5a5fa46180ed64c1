/** Results of several seeds on one line: a dot for each, their mean with its 95 % interval, and the claim. */

import { createSvg } from "../svg.js";

const [WIDTH, HEIGHT, SIDE] = [320, 74, 14];
const NAMES = /** @type {Record<string, string>} */ ({ train: "training images", held_out: "images set aside", test: "test images" });
/** Student's t for 97.5 %, by degrees of freedom, for 2 to 10 seeds. */
const T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** The mean, and half the width of its 95 % interval. @param {number[]} values @returns {{mean: number, half: number}} */
export function describeMean(values) {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  if (values.length < 2) return { mean, half: 0 };
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return { mean, half: T95[Math.min(values.length - 2, T95.length - 1)] * Math.sqrt(variance / values.length) };
}

/** @param {string} set @param {number[]} values in per cent @param {{percent: number} | undefined} claim */
export function createSeedPicture(set, values, claim) {
  const { mean, half } = describeMean(values);
  const all = [...values, mean - half, mean + half, ...(claim ? [claim.percent] : [])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = Math.max((high - low) * 0.08, 0.05);
  const x = (/** @type {number} */ value) => SIDE + ((value - low + margin) / (high - low + 2 * margin)) * (WIDTH - 2 * SIDE);
  const words = `${NAMES[set]}: mean ${mean.toFixed(2)} %, 95 % interval ${(mean - half).toFixed(2)} to ${(mean + half).toFixed(2)}${claim ? `, claim ${claim.percent}` : ""}`;
  return createSvg("svg", { class: "library-plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words },
    createSvg("text", { x: SIDE, y: 12 }, `${NAMES[set]}: ${mean.toFixed(2)} ± ${half.toFixed(2)} %`),
    createSvg("line", { class: "axis", x1: SIDE, x2: WIDTH - SIDE, y1: 50, y2: 50 }),
    ...(claim ? [createSvg("line", { class: "claim", x1: x(claim.percent), x2: x(claim.percent), y1: 22, y2: 58 }), createSvg("text", { class: "claim", x: x(claim.percent), y: 71, "text-anchor": anchorOf(x(claim.percent)) }, `claim ${claim.percent}`)] : []),
    createSvg("rect", { class: "mean", x: x(mean - half), width: Math.max(2, x(mean + half) - x(mean - half)), y: 44, height: 12, rx: 3 }),
    ...values.map((value, i) => createSvg("circle", { cx: x(value), cy: 32 - 5 * (i % 2), r: 3.2 })));
}

/** @param {number} x */
function anchorOf(x) {
  return x < WIDTH * 0.2 ? "start" : x > WIDTH * 0.8 ? "end" : "middle";
}
