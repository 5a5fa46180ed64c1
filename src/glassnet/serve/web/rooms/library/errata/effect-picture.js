/** The effect of an erratum over seeds: a line for each seed from the right form to the written one, and the mean difference. */

import { createElement } from "../../../look/elements.js";
import { createSvg } from "../svg.js";

const [WIDTH, HEIGHT, TOP, BOTTOM, LEFT, RIGHT] = [360, 190, 16, 164, 70, 290];

/** @param {import("../measurements.js").Effect} effect */
export function createEffectPicture({ metric, right, written, difference }) {
  const finite = [...right, ...written].filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = Math.max(0.05 * (high - low), 1e-9);
  const y = (/** @type {number} */ value) => BOTTOM - ((value - low + margin) / (high - low + 2 * margin)) * (BOTTOM - TOP);
  const pairs = right.map((value, i) => [value, written[i]]).filter(([one, other]) => Number.isFinite(one) && Number.isFinite(other));
  const digits = high - low < 0.01 ? 4 : high - low < 1 ? 3 : 2;
  const text = (/** @type {number} */ value) => value.toFixed(digits);
  const words = `Mean difference, written minus right, over ${right.length} seeds: ${signed(difference.mean, digits)}, 95 % interval ${signed(difference.low, digits)} to ${signed(difference.high, digits)}.`;
  const picture = createSvg("svg", { class: "library-plot effect", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${metric}. ${words}` },
    ...[low, high].map((value) => createSvg("text", { x: LEFT - 12, y: y(value) + 4, "text-anchor": "end" }, text(value))),
    createSvg("line", { class: "axis", x1: LEFT, x2: LEFT, y1: TOP, y2: BOTTOM }),
    createSvg("line", { class: "axis", x1: RIGHT, x2: RIGHT, y1: TOP, y2: BOTTOM }),
    ...pairs.map(([one, other]) => createSvg("line", { class: "seed", x1: LEFT, x2: RIGHT, y1: y(one), y2: y(other) })),
    ...pairs.flatMap(([one, other]) => [createSvg("circle", { cx: LEFT, cy: y(one), r: 3.4 }), createSvg("circle", { class: "written", cx: RIGHT, cy: y(other), r: 3.4 })]),
    createSvg("text", { x: LEFT, y: HEIGHT - 6, "text-anchor": "middle" }, "right"),
    createSvg("text", { x: RIGHT, y: HEIGHT - 6, "text-anchor": "middle" }, "as written"));
  return createElement("figure", { className: "library-effect" }, createElement("figcaption", {}, metric), picture, createElement("p", { className: "note" }, words));
}

/** @param {number} value @param {number} digits */
function signed(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}
