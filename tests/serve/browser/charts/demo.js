/** Two charts: loss of two sets over updates, and ten bars of a digit over epochs. */

import { createLineChart } from "/views/charts.js";

const root = /** @type {HTMLElement} */ (document.getElementById("charts"));
const updates = Array.from({ length: 101 }, (_, i) => 10 * i);
const series = {
  training: { name: "training", xs: updates, ys: updates.map((x) => 2.3 * Math.exp(-x / 300)) },
  test: { name: "test", xs: [0, 500, 1000], ys: [2.4, 0.7, 0.3], dashed: true },
};

/** @type {number[]} */
const chosen = [];
const loss = createLineChart(root, {
  label: "Loss",
  x: { label: "updates" },
  y: { label: "loss", min: 0 },
  choose: (x) => chosen.push(x),
});
loss.show([series.training, series.test]);

const epochs = Array.from({ length: 11 }, (_, i) => i);
const bars = createLineChart(root, {
  label: "My digit",
  x: { label: "epoch" },
  y: { label: "probability", min: 0, max: 1 },
  formatValue: (value) => `${(100 * value).toFixed(1)} %`,
});
const digits = Array.from({ length: 10 }, (_, digit) => digit);
bars.show(digits.map((digit) => ({ name: String(digit), xs: epochs, ys: epochs.map((x) => 0.09 * digit + 0.01 * x) })));

Object.assign(window, { loss, bars, series, chosen });
