/** Loss and accuracy over the updates; the run before stays as a dashed line. */

import { createElement } from "../../../look/elements.js";
import { createLineChart } from "../../../views/charts.js";
import { formatNumber, formatShare } from "../numbers.js";

const COLORS = { train: "var(--series-1)", test: "var(--series-2)", before: "var(--faint)" };

/** A loss that has grown so many times is off the scale, or nothing else could be seen. */
const MAX_RISE = 50;

/** @param {HTMLElement} root @param {import("../run/learn-run.js").LearnRun} run */
export function createCurves(root, run) {
  const box = createElement("div", { className: "learn-curves" });
  root.append(box);
  const choose = (/** @type {number} */ step) => run.show(step);
  const x = { label: "updates" };
  const loss = createLineChart(box, { label: "Loss", x, y: { label: "loss" }, formatValue: (value) => (Number.isFinite(value) ? formatNumber(value) : "off the scale"), choose });
  const accuracy = createLineChart(box, { label: "Accuracy", x, y: { label: "accuracy", min: 0, max: 1 }, formatValue: (value) => formatShare(value), choose });

  return {
    update() {
      const { history, previous } = run;
      const before = previous?.history;
      const dashed = (/** @type {any} */ points) => (points?.xs.length > 1 ? [{ name: "test, run before", ...points, color: COLORS.before, dashed: true }] : []);
      const first = history.testLoss.ys[0] ?? history.trainLoss.ys[0] ?? 1;
      const cut = (/** @type {any} */ points) => cutOff(points, MAX_RISE * first);
      const changes = listChanges(run);
      loss.show([{ name: "training batches", ...cut(history.trainLoss), color: COLORS.train }, { name: "test", ...cut(history.testLoss), color: COLORS.test }, ...dashed(before && cut(before.testLoss))], changes);
      accuracy.show([{ name: "training batches", ...history.trainAccuracy, color: COLORS.train }, { name: "test", ...history.testAccuracy, color: COLORS.test }, ...dashed(before?.testAccuracy)], changes);
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

/** Where the rate was changed while it trained. @param {import("../run/learn-run.js").LearnRun} run */
function listChanges({ plain }) {
  const { updates = [], rates = [] } = plain?.schedule?.type === "piecewise" ? plain.schedule : {};
  return updates.map((/** @type {number} */ x, /** @type {number} */ i) => ({ x, text: `rate ${formatNumber(rates[i])}` }));
}

/** @param {{xs: number[], ys: number[]}} points @param {number} top */
function cutOff({ xs, ys }, top) {
  return { xs, ys: ys.map((y) => (y > top ? NaN : y)) };
}
