/** The answer: the digit, one bar for each class, and a sentence. */

import { found, made } from "../look/elements.js";
import { NO_DIGIT, outputNames } from "../network/anatomy.js";
import { outputShares } from "../network/state.js";
import { percent } from "../reading/numbers.js";

/**
 * @typedef {import("../reading/reader.js").Answer} Answer
 * @typedef {import("../reading/reader.js").ModelDescription} ModelDescription
 */

const QUIET = 450;

export function createAnswerView() {
  const [verdict, digit, sentence, bars, note, announcement] = ["verdict", "digit", "sentence", "bars", "bars-note", "announcement"].map((id) => found(id));
  /** What the answer shown does not know of yet: a newer drawing, another model. */
  const awaited = new Set();
  /** @type {ModelDescription | null} */
  let shown = null;
  let timer = 0;

  /** @param {string} text */
  function announce(text) {
    clearTimeout(timer);
    timer = window.setTimeout(() => { announcement.textContent = text; }, QUIET);
  }

  return {
    /** @param {ModelDescription} model @param {Answer | null} answer */
    show(model, answer) {
      const label = answer?.label ?? null;
      digit.textContent = label ?? (answer?.reason === NO_DIGIT ? "∅" : "");
      digit.classList.toggle("none", label === null);
      sentence.textContent = wording(answer);
      announce(sentence.textContent);
      if (model !== shown) bars.replaceChildren(...outputNames(model).map(bar));
      shown = model;
      const shares = outputShares(model, answer);
      const best = label ?? (answer?.reason === NO_DIGIT ? NO_DIGIT : null);
      outputNames(model).forEach((name, i) => fill(bars.children[i], shares?.[i] ?? null, best === name));
      note.textContent = model.probabilities === "separate" ? "Ten separate outputs: they need not add up to 100 %." : "";
    },
    say: announce,
    /** @param {string} what @param {boolean} on  whether it is still to come */
    awaits(what, on) {
      if (on) awaited.add(what);
      else awaited.delete(what);
      verdict.setAttribute("aria-busy", String(awaited.size > 0));
    },
  };
}

/** @param {Answer | null} answer */
function wording(answer) {
  if (!answer || answer.reason === "no ink") return answer?.detail || "No ink yet.";
  if (answer.reason === "no digit") return "This does not look like a digit.";
  const share = answer.confidence ?? 0;
  const start = share > 0.9 ? "A" : share > 0.6 ? "Probably a" : "Perhaps a";
  return `${start}${/^8/.test(answer.label ?? "") ? "n" : ""} ${answer.label}. ${percent(share).replace("> ", "Over ")} % sure.`;
}

/** @param {string} name */
function bar(name) {
  return made("li", {},
    made("span", { className: "name", title: name, "aria-label": name }, name === NO_DIGIT ? "∅" : name),
    made("span", { className: "track", "aria-hidden": "true" }, made("i")),
    made("span", { className: "value" }));
}

/** @param {Element} bar @param {number | null} share @param {boolean} best */
function fill(bar, share, best) {
  const [, track, value] = bar.children;
  bar.classList.toggle("best", best);
  /** @type {HTMLElement} */ (track.firstElementChild).style.setProperty("--share", String(share ?? 0));
  value.textContent = share === null ? "" : `${percent(share)} %`;
}
