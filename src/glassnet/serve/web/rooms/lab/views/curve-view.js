/** Accuracy against a setting: the curve, with a line at the present setting. */

import { createElement } from "../../../look/elements.js";
import { createLineChart } from "../../../views/charts.js";

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)}\u202f%`;

/** @param {{label: string, x: string, choose: (x: number) => void, formatX?: (x: number) => string}} options */
export function createCurveView({ label, x, choose, formatX }) {
  const element = createElement("div", { className: "lab-curve" });
  const chart = createLineChart(element, {
    label, x: { label: x, formatTick: formatX }, y: { label: "accuracy", min: 0, max: 1, formatTick: (share) => `${Math.round(100 * share)}\u202f%` }, formatValue: percent, choose,
  });
  return {
    element,
    /** @param {{setting: number, correct: number}[]} points @param {number} count @param {number} present */
    show(points, count, present) {
      const sorted = [...points].sort((a, b) => a.setting - b.setting);
      chart.show(sorted.length ? [{ name: "accuracy", xs: sorted.map(({ setting }) => setting), ys: sorted.map(({ correct }) => correct / count), color: "var(--series-1)" }] : []);
      chart.mark(present);
    },
    repaint: () => chart.repaint(),
    remove: () => chart.remove(),
  };
}
