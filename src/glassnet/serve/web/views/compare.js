/** The same drawing read by every model, side by side. */

import { found, made } from "../look/elements.js";
import { percent } from "../reading/numbers.js";

/**
 * @typedef {import("../reading/reader.js").Answer} Answer
 * @typedef {import("../reading/reader.js").ModelSummary} ModelSummary
 */

/** @param {(name: string) => void} choose  called when a model is chosen */
export function createCompareView(choose) {
  const list = found("compare");
  return {
    /** @param {ModelSummary[]} models @param {Answer[]} answers @param {string} current */
    show(models, answers, current) {
      const digits = answers.map((answer) => answer.label);
      const usual = mostFrequent(digits);
      list.replaceChildren(...models.map((model) => {
        const answer = answers.find((each) => each.model === model.name) ?? null;
        return card(model, answer, model.name === current, Boolean(answer?.label && answer.label !== usual), choose);
      }));
    },
  };
}

/** @param {ModelSummary} model @param {Answer | null} answer @param {boolean} chosen @param {boolean} odd @param {(name: string) => void} choose */
function card(model, answer, chosen, odd, choose) {
  const classes = [chosen ? "chosen" : "", odd ? "odd" : ""].join(" ").trim();
  const open = made("button", { type: "button", className: "plain", onclick: () => choose(model.name) }, model.name);
  if (chosen) open.setAttribute("aria-current", "true");
  return made("li", { className: classes },
    made("h3", {}, open),
    made("p", { className: "read" }, answer?.label ?? (answer?.reason === "no digit" ? "∅" : "·")),
    made("p", {}, model.description),
    made("p", {}, [sure(answer), accuracy(model)].filter(Boolean).join(" · ")),
    ...columns(answer));
}

/** @param {Answer | null} answer */
function sure(answer) {
  if (!answer) return "";
  return answer.confidence === null ? `says: ${answer.reason}` : `${percent(answer.confidence)} % sure`;
}

/** @param {ModelSummary} model */
function accuracy({ figures }) {
  const last = figures.at(-1);
  return last ? `reads ${(100 * last.accuracy).toFixed(1)} % of ${last.set}` : "";
}

/** @param {Answer | null} answer */
function columns(answer) {
  const shares = answer?.probabilities ?? Array(10).fill(0);
  const bars = shares.map((share, i) => {
    const bar = made("i", { className: String(i) === answer?.label ? "best" : "" });
    bar.style.setProperty("--share", String(share));
    return bar;
  });
  return [
    made("div", { className: "mini", "aria-hidden": "true" }, ...bars),
    made("div", { className: "mini-names", "aria-hidden": "true" }, ...shares.map((_, i) => made("span", {}, String(i)))),
  ];
}

/** @param {(string | null)[]} labels */
function mostFrequent(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
