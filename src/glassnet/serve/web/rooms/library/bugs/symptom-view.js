/** The symptoms of a program beside those of the correct one: gradient check, curves, weight images, numbers, answers. */

import { createElement } from "../../../look/elements.js";
import { createLineChart } from "../../../views/charts/line-chart.js";
import { formatNumber, formatShare } from "../../learn/numbers.js";
import { paintTiles } from "../networks/weight-picture.js";
import { createSection, createTable } from "../parts.js";
import { RATE } from "./program.js";

/** @typedef {import("./symptoms.js").Symptoms} Symptoms */
/** @typedef {import("../gradient-table.js").GradientRow} GradientRow */

const NAMES = /** @type {Record<string, string>} */ ({ weights: "weights", bias: "bias" });

/** @param {import("../../../studio/rooms.js").Context} context */
export function createSymptomView({ store }) {
  const status = createElement("p", { className: "note", role: "status" }, "Loading digits …");
  const element = createElement("div", { className: "library-symptoms" }, status);
  /** @type {{remove(): void}[]} */
  let charts = [];
  let paint = () => {};
  const stop = store.on(["theme"], () => paint());

  return {
    element,
    setStatus(/** @type {string} */ text) { status.textContent = text; },
    /** @param {Symptoms} found @param {Symptoms} right @param {string} set */
    show(found, right, set) {
      status.textContent = `784-16-16-10 with tanh, trained in this page on digits of ${set} by plain gradient descent: rate ${RATE}, batches of 50. The correct program has the same first weights and the same digits.`;
      const curves = createElement("div", { className: "library-curves" });
      const weights = [createTiles("This program", found), createTiles("The correct program", right)];
      element.append(
        createSection("Gradient check", listGradients(found), createElement("p", { className: "note" }, "Each array: is what the program takes for dL/dw the difference quotient of its own loss? 10 digits, before and after training. “×” is backward / differences.")),
        createSection("Curves", curves),
        createSection("Numbers", listNumbers(found, right)),
        createSection("Weights of layer 1, after training", createElement("div", { className: "library-weights" }, ...weights.map((each) => each.figure))),
        createSection("Answers to the test digits", listAnswers(found)),
      );
      charts = showCurves(curves, found, right);
      paint = () => weights.forEach((each) => each.paint());
      paint();
    },
    stop() {
      stop();
      charts.forEach((chart) => chart.remove());
    },
  };
}

/** @param {Symptoms} found */
function listGradients({ before, after }) {
  const cells = (/** @type {GradientRow} */ { holds, error, ratio }) => createElement("span", { className: holds ? "" : "wrong" }, holds ? "agrees" : `differs by ${formatShare(Math.min(error, 99))}, × ${formatNumber(Math.abs(ratio) < 1e-6 ? 0 : ratio)}`);
  return createTable("Gradient check", ["array", "before training", "after training"], before.map((row, i) => {
    const [layer, name] = row.name.split(".");
    return [`Layer ${layer}, ${NAMES[name]}`, cells(row), cells(after[i])];
  }));
}

/** @param {Symptoms} found @param {Symptoms} right */
function listNumbers(found, right) {
  const last = (/** @type {Symptoms} */ { accuracies }) => accuracies[accuracies.length - 1];
  /** @type {[string, (symptoms: Symptoms) => string][]} */
  const numbers = [
    ["Loss before the first update", ({ losses }) => formatNumber(losses[0])],
    ["Lowest loss of a batch", ({ losses }) => formatNumber(Math.min(...losses))],
    ["Last loss", ({ losses }) => formatNumber(losses[losses.length - 1])],
    ["Accuracy on the training digits", (each) => formatShare(last(each).train)],
    ["Accuracy on the test digits", (each) => formatShare(last(each).test)],
    ["Accuracy on new digits", ({ fresh }) => formatShare(fresh)],
    ["Step / gradient in one update", ({ stepRatio }) => formatNumber(stepRatio)],
    ["Saturated hidden neurons, before training", ({ saturated }) => formatShare(saturated)],
    ["Different neurons in layer 1", ({ distinct }) => String(distinct)],
    ["Highest probability", ({ highest }) => formatNumber(highest)],
  ];
  return createTable("Numbers", ["number", "this program", "the correct program"], numbers.map(([name, read]) => [name, read(found), read(right)]));
}

/** @param {HTMLElement} root @param {Symptoms} found @param {Symptoms} right */
function showCurves(root, found, right) {
  const steps = (/** @type {Symptoms} */ { losses }) => losses.map((_, i) => i + 1);
  const loss = createLineChart(root, { label: "Loss of each batch", x: { label: "update" }, y: { label: "loss" } });
  loss.show([
    { name: "this program", xs: steps(found), ys: found.losses, color: "var(--positive)" },
    { name: "correct", xs: steps(right), ys: right.losses, color: "var(--muted)", dashed: true },
  ]);
  const accuracy = createLineChart(root, { label: "Accuracy", x: { label: "update" }, y: { label: "share", min: 0, max: 1 } });
  const of = (/** @type {Symptoms} */ { accuracies }, /** @type {"train" | "test"} */ set) => ({ xs: accuracies.map(({ step }) => step), ys: accuracies.map((each) => each[set]) });
  accuracy.show([
    { name: "training digits", ...of(found, "train"), color: "var(--positive)" },
    { name: "test digits", ...of(found, "test"), color: "var(--negative)" },
    { name: "correct, test digits", ...of(right, "test"), color: "var(--muted)", dashed: true },
  ]);
  return [loss, accuracy];
}

/** @param {string} title @param {Symptoms} symptoms */
function createTiles(title, { parameters }) {
  const canvas = createElement("canvas", { className: "library-picture large", role: "img", "aria-label": `${title}: the weights of the 16 neurons of layer 1` });
  const { data } = parameters.get("1.weights");
  const paint = () => paintTiles(canvas, { rows: 28, columns: 28, count: 16, across: 4, weightAt: (tile, pixel) => data[pixel * 16 + tile] });
  return { figure: createElement("figure", {}, canvas, createElement("figcaption", { className: "note" }, title)), paint };
}

/** @param {Symptoms} found */
function listAnswers({ answers }) {
  const digits = [..."0123456789"];
  return createTable("Answers to the test digits: a row for each digit, a column for each answer", ["digit", ...digits.map((digit) => `as ${digit}`)],
    answers.map((row, digit) => [digits[digit], ...Array.from(row, (count, i) => createElement("span", { className: count && i === digit ? "right-count" : count ? "wrong-count" : "none" }, count ? String(count) : "·"))]));
}
