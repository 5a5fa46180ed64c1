/** Loss and accuracy over the updates; the run before stays as a dashed line. */

import { createElement } from "../../../look/elements.js";
import { createLineChart } from "../../../views/charts.js";
import { formatNumber, formatShare } from "../numbers.js";

const COLORS = { train: "var(--series-1)", test: "var(--series-2)", before: "var(--faint)" };

/** @param {HTMLElement} root @param {import("../run/learn-run.js").LearnRun} run */
export function createCurves(root, run) {
  const box = createElement("div", { className: "learn-curves" });
  root.append(box);
  const choose = (/** @type {number} */ step) => run.show(step);
  const x = { label: "updates" };
  const loss = createLineChart(box, { label: "Loss", x, y: { label: "loss" }, formatValue: formatNumber, choose });
  const accuracy = createLineChart(box, { label: "Accuracy", x, y: { label: "accuracy", min: 0, max: 1 }, formatValue: (value) => formatShare(value), choose });

  return {
    update() {
      const { history, previous } = run;
      const before = previous?.history;
      const dashed = (/** @type {any} */ points) => (points?.xs.length > 1 ? [{ name: "test, run before", ...points, color: COLORS.before, dashed: true }] : []);
      loss.show([{ name: "training batches", ...history.trainLoss, color: COLORS.train }, { name: "test", ...history.testLoss, color: COLORS.test }, ...dashed(before?.testLoss)]);
      accuracy.show([{ name: "training batches", ...history.trainAccuracy, color: COLORS.train }, { name: "test", ...history.testAccuracy, color: COLORS.test }, ...dashed(before?.testAccuracy)]);
    },
    /** @param {number | null} step */
    mark(step) {
      loss.mark(step);
      accuracy.mark(step);
    },
    remove() {
      loss.remove();
      accuracy.remove();
    },
  };
}
