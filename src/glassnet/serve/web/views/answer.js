/** The answer: the label, one bar for each class, and a sentence. */

import { getElement, createElement } from "../look/elements.js";
import { isRejection } from "../network/columns.js";
import { MAX_NEURONS_IN_LINE } from "../network/layout.js";
import { computeOutputProbabilities, isRejected } from "../network/state.js";
import { formatPercent } from "../reading/numbers.js";

/**
 * @typedef {import("../reading/backend.js").Prediction} Prediction
 * @typedef {import("../reading/backend.js").ModelDescription} ModelDescription
 */

/** Milliseconds without a change before the sentence is announced. */
const ANNOUNCE_DELAY = 450;
const MAX_NAME_LETTERS = 14;

export function createAnswerView() {
  const [panel, label, sentence, bars, note, announcement] = ["answer", "label", "sentence", "bars", "bars-note", "announcement"].map((id) => getElement(id));
  /** What the answer does not show yet: a newer drawing, another model. */
  const pending = new Set();
  /** @type {ModelDescription | null} */
  let shown = null;
  let timer = 0;

  /** @param {string} text */
  function announce(text) {
    clearTimeout(timer);
    timer = window.setTimeout(() => { announcement.textContent = text; }, ANNOUNCE_DELAY);
  }

  /** @param {ModelDescription} model */
  function showBars(model) {
    const letters = Math.max(...model.outputs.map((name, i) => (isRejection(model, i) ? 1 : name.length)));
    bars.replaceChildren(...model.outputs.map((name, i) => createBar(name, isRejection(model, i))));
    bars.style.setProperty("--letters", String(Math.min(MAX_NAME_LETTERS, letters)));
    bars.classList.toggle("named", model.outputs.length > MAX_NEURONS_IN_LINE);
  }

  return {
    /** @param {ModelDescription} model @param {Prediction | null} prediction */
    show(model, prediction) {
      const rejected = prediction !== null && isRejected(prediction);
      const text = prediction?.label ?? (rejected ? "∅" : "");
      label.textContent = text;
      label.classList.toggle("none", !prediction?.label);
      label.style.setProperty("--letters", String(Math.max(1, text.length)));
      sentence.textContent = describeAnswer(model, prediction);
      announce(sentence.textContent);
      if (model !== shown) showBars(model);
      shown = model;
      const probabilities = computeOutputProbabilities(model, prediction);
      model.outputs.forEach((name, i) => {
        const best = isRejection(model, i) ? rejected : prediction?.label === name;
        updateBar(bars.children[i], probabilities?.[i] ?? null, best);
      });
      const isSeparate = model.probabilities === "separate";
      note.textContent = isSeparate ? `${model.outputs.length} separate outputs: they need not add up to 100 %.` : "";
    },
    announce,
    /** @param {string} what @param {boolean} on */
    setPending(what, on) {
      if (on) pending.add(what);
      else pending.delete(what);
      panel.setAttribute("aria-busy", String(pending.size > 0));
    },
  };
}

/** @param {ModelDescription} model @param {Prediction | null} prediction */
function describeAnswer(model, prediction) {
  if (!model.reads_drawings) return `This network reads images of ${model.image_shape.join(" × ")} pixels. It cannot read drawings.`;
  if (!prediction || prediction.reason === "no ink") return prediction?.detail || "No ink yet.";
  if (isRejected(prediction)) return `This does not look like ${hasDigits(model) ? "a digit" : "one of its classes"}.`;
  const share = prediction.confidence ?? 0;
  const start = share > 0.9 ? "" : share > 0.6 ? "Probably " : "Perhaps ";
  const name = hasDigits(model) ? `${prediction.label === "8" ? "an" : "a"} ${prediction.label}` : (prediction.label ?? "");
  return `${capitalize(start + name)}. ${formatPercent(share).replace("> ", "More than ")}\u202f% sure.`;
}

/** @param {ModelDescription} model */
function hasDigits({ classes }) {
  return classes.every((name) => /^\d$/.test(name));
}

/** @param {string} text */
function capitalize(text) {
  return text.replace(/^./u, (first) => first.toUpperCase());
}

/** @param {string} name @param {boolean} isRejection */
function createBar(name, isRejection) {
  return createElement("li", {},
    createElement("span", { className: "name", title: name, "aria-label": name }, isRejection ? "∅" : name),
    createElement("span", { className: "track", "aria-hidden": "true" }, createElement("i")),
    createElement("span", { className: "value" }));
}

/** @param {Element} bar @param {number | null} share @param {boolean} best */
function updateBar(bar, share, best) {
  const [, track, value] = bar.children;
  bar.classList.toggle("best", best);
  /** @type {HTMLElement} */ (track.firstElementChild).style.setProperty("--share", String(share ?? 0));
  value.textContent = share === null ? "" : `${formatPercent(share)} %`;
}
