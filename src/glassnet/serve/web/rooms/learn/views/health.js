/** Diagnosis: what is right or wrong, in words; then each layer's activations, dead and saturated units, and gradient. */

import { createElement, fitCanvas } from "../../../look/elements.js";
import { readPalette, formatColor } from "../../../look/colors.js";
import { explainTraining } from "../analysis/diagnosis.js";
import { formatNumber } from "../numbers.js";
import { nameOf } from "../recipe/description.js";

/** @typedef {import("../analysis/analysis.js").LayerHealth} LayerHealth */

/** @type {import("../analysis/diagnosis.js").Finding} */
const WAITING = { level: "note", title: "Looking …", text: "" };

/** @param {import("../laboratory.js").Laboratory} laboratory @returns {import("./tabs.js").Tab} */
export function createHealth({ run, analyst, classNames }) {
  const findings = createElement("ul", { className: "learn-findings" });
  const layers = createElement("div", { className: "learn-layers" });
  const element = createElement("div", {}, findings, layers);
  /** @type {LayerHealth[] | undefined} */
  let painted;
  let words = "";

  function update() {
    const { layers: measured } = analyst.current;
    const found = measured || run.divergence ? explainTraining(measured ?? [], describeCourse(run, classNames.length)) : [WAITING];
    const text = JSON.stringify(found);
    if (text !== words) {
      words = text;
      findings.replaceChildren(...found.map(({ level, title, text: more }) => createElement("li", { className: level }, createElement("strong", {}, title), " ", more)));
    }
    if (analyst.current.layers !== painted) {
      painted = analyst.current.layers;
      layers.replaceChildren(...(painted ?? []).map(createLayer));
      painted?.forEach((layer, i) => paintHistogram(layer, /** @type {HTMLCanvasElement} */ (layers.children[i].querySelector("canvas"))));
    }
  }
  return { id: "health", title: "Diagnosis", needs: ["layers"], element, update };
}

/** @param {import("../run/learn-run.js").LearnRun} run @param {number} classes */
function describeCourse(run, classes) {
  const { history, shown } = run;
  const at = shown?.step ?? 0;
  const until = shown ? history.trainLoss.xs.filter((step) => step <= shown.step || !run.isReplaying).length : 0;
  return {
    step: at, trainLoss: history.trainLoss.ys.slice(0, until), trainAccuracy: history.trainAccuracy.ys[until - 1] ?? null,
    testAccuracy: history.findRecentAccuracy(at), classes, diverged: run.isReplaying ? null : run.divergence,
    noticed: run.symptoms.filter(({ step }) => !run.isReplaying || step <= at),
    rate: history.rate.ys[Math.max(until - 1, 0)] ?? null, shuffled: run.shuffled, examples: run.examplesPerEpoch,
  };
}

/** @param {LayerHealth} layer */
function createLayer(layer) {
  const { name, activation, units, dead, saturated, gradientSize, weightSize, low, high, isLast } = layer;
  const facts = [`${units} × ${nameOf(activation)}`];
  if (activation === "relu") facts.push(`${dead} dead`);
  if (activation === "sigmoid" || activation === "tanh") facts.push(`${saturated} saturated`);
  const label = `Outputs of layer ${name}, from ${formatNumber(low)} to ${formatNumber(high)}`;
  return createElement("figure", { className: "learn-layer" },
    createElement("figcaption", {}, createElement("strong", {}, isLast ? `Layer ${name}, output` : `Layer ${name}`), ` ${facts.join(", ")}`),
    createElement("canvas", { role: "img", "aria-label": label, title: label }),
    createElement("p", { className: "numbers note" }, `outputs ${formatNumber(low)} to ${formatNumber(high)} · gradient ${formatNumber(gradientSize)} · weights ${formatNumber(weightSize)}`));
}

/** @param {LayerHealth} layer @param {HTMLCanvasElement} canvas */
function paintHistogram({ histogram }, canvas) {
  const { context, width, height } = fitCanvas(canvas);
  const colors = readPalette();
  const top = Math.sqrt(Math.max(...histogram, 1));
  const step = width / histogram.length;
  context.fillStyle = formatColor(colors.line);
  context.fillRect(0, height - 1, width, 1);
  context.fillStyle = formatColor(colors.negative, 0.8);
  histogram.forEach((count, i) => {
    const size = (Math.sqrt(count) / top) * (height - 2);
    context.fillRect(i * step + 0.5, height - 1 - size, step - 1, size);
  });
}
