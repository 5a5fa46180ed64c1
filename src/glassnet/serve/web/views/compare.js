/** The predictions of all models for the same drawing, side by side. */

import { getElement, createElement } from "../look/elements.js";
import { MAX_NEURONS_IN_LINE } from "../network/layout.js";
import { isRejected } from "../network/state.js";
import { formatPercent } from "../reading/numbers.js";

/**
 * @typedef {import("../reading/backend.js").Prediction} Prediction
 * @typedef {import("../reading/backend.js").ModelSummary} ModelSummary
 */

/** @param {(name: string) => void} select  called when a model is selected */
export function createCompareView(select) {
  const list = getElement("compare");
  return {
    /** @param {ModelSummary[]} models @param {Prediction[]} predictions @param {string} current */
    show(models, predictions, current) {
      const labels = predictions.map((prediction) => prediction.label);
      const majority = findMostFrequent(labels);
      list.replaceChildren(...models.map((model) => {
        const prediction = predictions.find((each) => each.model === model.name) ?? null;
        const differs = Boolean(prediction?.label && prediction.label !== majority);
        return createCard(model, prediction, model.name === current, differs, select);
      }));
    },
  };
}

/** @param {ModelSummary} model @param {Prediction | null} prediction @param {boolean} selected @param {boolean} differs @param {(name: string) => void} select */
function createCard(model, prediction, selected, differs, select) {
  const classes = [selected ? "selected" : "", differs ? "differs" : ""].join(" ").trim();
  const open = createElement("button", { type: "button", className: "plain", onclick: () => select(model.name) }, model.name);
  if (selected) open.setAttribute("aria-current", "true");
  return createElement("li", { className: classes },
    createElement("h3", {}, open),
    createLabel(prediction),
    createElement("p", {}, model.description),
    createElement("p", {}, [describeConfidence(model, prediction), describeAccuracy(model)].filter(Boolean).join(" · ")),
    ...createBars(model, prediction));
}

/** @param {Prediction | null} prediction */
function createLabel(prediction) {
  const text = prediction?.label ?? (prediction && isRejected(prediction) ? "∅" : "·");
  const label = createElement("p", { className: "predicted" }, text);
  label.style.setProperty("--letters", String(text.length));
  return label;
}

/** @param {ModelSummary} model @param {Prediction | null} prediction */
function describeConfidence(model, prediction) {
  if (!model.reads_drawings) return "cannot read drawings";
  if (!prediction) return "";
  return prediction.confidence === null ? prediction.reason : `${formatPercent(prediction.confidence)} % sure`;
}

/** @param {ModelSummary} model */
function describeAccuracy({ metrics }) {
  const last = metrics.at(-1);
  return last ? `accuracy ${(100 * last.accuracy).toFixed(1)} % on ${last.set}` : "";
}

/** @param {ModelSummary} model @param {Prediction | null} prediction */
function createBars({ classes }, prediction) {
  const bars = classes.map((name, i) => {
    const bar = createElement("i", { className: name === prediction?.label ? "best" : "", title: name });
    bar.style.setProperty("--share", String(prediction?.probabilities?.[i] ?? 0));
    return bar;
  });
  const areShort = classes.every((name) => name.length === 1) && classes.length <= MAX_NEURONS_IN_LINE;
  const names = areShort ? classes.map((name) => createElement("span", {}, name)) : [];
  return [
    createElement("div", { className: "mini", "aria-hidden": "true" }, ...bars),
    createElement("div", { className: "mini-names", "aria-hidden": "true" }, ...names),
  ];
}

/** @param {(string | null)[]} labels */
function findMostFrequent(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
