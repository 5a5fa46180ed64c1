/** Where the network is sure already: a button that claims another label, so that there is an error to follow. */

import { createElement } from "../../look/elements.js";
import { withArticle } from "../../reading/article.js";

/** Below this loss every derivative is small. */
const SURE = 0.02;

/**
 * @param {import("./core/phases.js").Phase} phase
 * @param {import("./core/experiment.js").Experiment} experiment
 * @param {(name: string) => void} claim
 * @returns {Node[]}
 */
export function createClaim(phase, { trace, model, label }, claim) {
  if ((phase.kind !== "loss" && phase.kind !== "error") || trace.loss > SURE) return [];
  const preferred = model.classNames[label] === "9" ? "4" : "9";
  const other = model.classNames.findIndex((name, i) => i !== label && name === preferred);
  const name = model.classNames[other < 0 ? (label ? 0 : 1) : other];
  const button = createElement("button", { type: "button", className: "quiet small boxed", id: "other-label" }, `Say that it is ${withArticle(name)}`);
  button.addEventListener("click", () => claim(name));
  return [createElement("p", { className: "phase-words" }, "It is already sure: every derivative is small. Claim something else, and see what would have to change. "), button];
}
