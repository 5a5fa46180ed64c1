/** The one number of a page, with its meaning; progress, and a button to stop or to begin. */

import { createElement } from "../../../look/elements.js";
import { createButton } from "./controls.js";

/** @param {{begin: () => void, stop: () => void}} on */
export function createMeasureView({ begin, stop }) {
  const number = createElement("strong", { className: "lab-number", id: "lab-number" });
  const meaning = createElement("p", { className: "lab-meaning", id: "lab-meaning" });
  const progress = createElement("progress", { className: "lab-progress", max: 1, value: 0, "aria-label": "Progress" });
  const what = createElement("span", { className: "note" });
  const start = createButton("Measure", begin, "lab-begin");
  const end = createButton("Stop", stop, "lab-stop");
  const work = createElement("div", { className: "lab-work" }, progress, what, end, start);
  const element = createElement("section", { className: "lab-measure", "aria-label": "On the test digits" }, number, meaning, work);
  let shown = "";
  return {
    element,
    /** @param {{number: string, meaning: string} | null} found  null while it is not known */
    show(found) {
      number.textContent = found?.number ?? "";
      number.classList.toggle("unknown", !found);
      if (!found) number.textContent = "…";
      if (found && found.meaning !== shown) meaning.textContent = shown = found.meaning;
      else if (!found) meaning.textContent = shown = "";
    },
    /** @param {{running: import("../jobs.js").Job | null, progress: number, waiting: boolean, error: string}} state */
    setState({ running, progress: share, waiting, error }) {
      work.dataset.state = running ? "running" : waiting ? "waiting" : "idle";
      progress.hidden = end.hidden = !running;
      start.hidden = !waiting;
      progress.value = share;
      what.textContent = error || (running ? running.title : "");
    },
    /** @param {string} words */
    explain(words) {
      number.textContent = "";
      meaning.textContent = shown = words;
    },
  };
}
