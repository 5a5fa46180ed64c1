/** What the network says of the digit in hand: now, and before the change. */

import { createElement } from "../../../look/elements.js";
import { formatPercent } from "../../../reading/numbers.js";
import { paintInk } from "./pictures.js";

/** @typedef {import("../../../models/answer.js").Answer} Answer */
/** @typedef {Omit<Answer, "pass">} Judged */

/** @param {HTMLElement} root */
export function createAnswerView(root) {
  const canvas = createElement("canvas", { className: "lab-read", width: 28, height: 28, role: "img", "aria-label": "What the network reads now" });
  const label = createElement("span", { className: "predicted", id: "lab-label" });
  const sentence = createElement("p", { className: "lab-sentence", id: "lab-sentence" });
  const list = createElement("ol", { className: "lab-bars", "aria-label": "Probability of each class: now, and a line for before" });
  const title = createElement("h2", { className: "heading" }, "Your digit");
  root.append(createElement("section", { className: "lab-answer", "aria-label": "Answer" }, title, createElement("div", { className: "lab-answer-head" }, canvas, label), sentence, list));
  /** @type {string[]} */
  let names = [];

  /** @param {string[]} next */
  function setNames(next) {
    if (names === next) return;
    names = next;
    list.replaceChildren(...next.map((name) => createElement("li", {},
      createElement("span", { className: "name" }, name),
      createElement("span", { className: "track" }, createElement("i"), createElement("b")),
      createElement("span", { className: "value numbers" }))));
  }

  return {
    /** @param {string[]} classNames @param {Judged | null} now @param {Judged | null} before @param {ArrayLike<number> | null} image */
    show(classNames, now, before, image) {
      setNames(classNames);
      paintInk(canvas, image);
      label.textContent = now ? (now.label ?? "–") : "–";
      label.classList.toggle("none", !now);
      sentence.textContent = now ? describeAnswer(now, before) : "Draw a digit.";
      [...list.children].forEach((bar, i) => {
        const [, track, value] = bar.children;
        const style = /** @type {HTMLElement} */ (track).style;
        style.setProperty("--share", String(now?.probabilities[i] ?? 0));
        style.setProperty("--before", String(before?.probabilities[i] ?? 0));
        /** @type {HTMLElement} */ (track.lastElementChild).hidden = !before;
        bar.classList.toggle("best", now !== null && now.best === i && now.label !== null);
        value.textContent = now ? `${formatPercent(now.probabilities[i])}\u202f%` : "";
      });
    },
  };
}

/** @param {Judged} now @param {Judged | null} before */
function describeAnswer(now, before) {
  const said = name(now);
  if (!before || now === before) return `It reads ${said}.`;
  return now.label === before.label ? `It still reads ${said}; before, ${formatPercent(before.confidence)}\u202f%.` : `It reads ${said}; before, ${name(before)}.`;
}

/** "3 (98.2 %)". @param {Judged} judged */
export function name({ label, confidence }) {
  return label === null ? "no digit" : `${label} (${formatPercent(confidence)}\u202f%)`;
}

/** One sentence on what a change did. @param {string} what @param {Judged} now @param {Judged} before */
export function describeChange(what, now, before) {
  if (now.label !== before.label) return `${what} your digit is read as ${name(now)} instead of ${name(before)}.`;
  const points = 100 * (now.confidence - before.confidence);
  if (Math.abs(points) < 0.05) return `${what} nothing changes for your digit: ${name(now)}.`;
  return `${what} it is still ${name(now)}, ${Math.abs(points).toFixed(1)} points ${points < 0 ? "less" : "more"} sure.`;
}
