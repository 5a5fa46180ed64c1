/** The answer: the label, and a sentence. */

import { createElement } from "../../look/elements.js";
import { withArticle } from "../../reading/article.js";
import { formatPercent } from "../../reading/numbers.js";

/**
 * @typedef {import("../../models/page-model.js").PageModel} PageModel
 * @typedef {import("../../models/answer.js").Answer} Answer
 */

/** @param {HTMLElement} root @param {(text: string) => void} announce */
export function createAnswerView(root, announce) {
  const label = createElement("p", { id: "label", className: "predicted", "aria-hidden": "true" });
  const sentence = createElement("p", { id: "sentence", className: "sentence" });
  const more = createElement("p", { id: "answer-more", className: "answer-more numbers" });
  root.append(createElement("div", { className: "answer", id: "answer" }, label, sentence, more));
  let [text, words, rest, isNone] = ["", "", "", true];
  let isReached = true;

  function paint() {
    label.textContent = isReached ? text : "";
    label.classList.toggle("none", isNone);
    label.style.setProperty("--letters", String(Math.max(1, text.length)));
    sentence.textContent = isReached ? words : "The answer comes with the last layer.";
    more.textContent = isReached ? rest : "";
  }

  return {
    /** @param {PageModel} model @param {Answer | null} answer @param {import("../../studio/rooms.js").State} state */
    show(model, answer, { rendering, drawing }) {
      text = answer ? (answer.label ?? "∅") : "";
      isNone = !answer?.label;
      words = answer ? describe(model, answer) : describeNothing(model, rendering, drawing);
      rest = answer ? describeMore(model, answer) : "";
      paint();
      announce(words);
    },
    /** Whether the timeline is at its end. @param {boolean} reached */
    setReached(reached) {
      isReached = reached;
      paint();
    },
  };
}

/** @param {PageModel} model @param {import("../../ink/pipeline/rendering.js").Rendering} rendering @param {import("../../reading/backend.js").Drawing} drawing */
function describeNothing(model, rendering, drawing) {
  if (!model.summary.reads_drawings) return `This network reads images of ${model.imageShape.join(" × ")} pixels. It cannot read drawings.`;
  if (drawing.kind === "image" && !rendering.reason) return "Not read yet.";
  return rendering.reason && (drawing.kind !== "strokes" || drawing.strokes.length) ? rendering.reason : "No ink yet.";
}

/** @param {PageModel} model @param {Answer} answer */
function describe(model, { label, confidence }) {
  if (label === null) return `This does not look like ${hasDigits(model) ? "a digit" : "one of its classes"}.`;
  const start = confidence > 0.9 ? "" : confidence > 0.6 ? "Probably " : "Perhaps ";
  const name = hasDigits(model) ? withArticle(label) : label;
  return `${capitalize(start + name)}. ${formatPercent(confidence).replace("> ", "More than ")}\u202f% sure.`;
}

/** Two different questions are answered apart: whether it is a class at all, and which one. @param {PageModel} model @param {Answer} answer */
function describeMore(model, { accepted }) {
  const what = hasDigits(model) ? "a digit" : "one of its classes";
  if (model.probabilities === "separate") return `${model.outputs.length} separate outputs: they need not add up to 100\u202f%.`;
  if (accepted === null) return model.summary.inPage ? "" : `It has to choose one: it cannot answer “not ${what}”.`;
  return `Is it ${what} at all? ${formatPercent(accepted)}\u202f%. If so, the bars say which one.`;
}

/** @param {PageModel} model */
export function hasDigits({ classNames }) {
  return classNames.every((name) => /^\d$/.test(name));
}

/** @param {string} text */
function capitalize(text) {
  return text.replace(/^./u, (first) => first.toUpperCase());
}
