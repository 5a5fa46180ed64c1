/** My digit: what the network makes of it now, and a strip for each class that shows how that came about. */

import { readPalette, formatColor, mixColors } from "../../../look/colors.js";
import { createElement, fitCanvas } from "../../../look/elements.js";
import { formatShare } from "../numbers.js";
import { setText } from "./elements.js";
import { createEpochs } from "./epochs.js";

/** Longer names of classes are cut. */
const MAX_LETTERS = 8;

/** @param {HTMLElement} root @param {import("../run/learn-run.js").LearnRun} run @param {string[]} classNames @param {(step: number) => void} choose */
export function createMyDigit(root, run, classNames, choose) {
  const answer = createElement("strong", { className: "learn-answer" });
  const sentence = createElement("span", { className: "learn-sentence" });
  const head = createElement("div", { className: "learn-digit-head" }, answer, sentence);
  const canvas = createElement("canvas", { className: "learn-strips", role: "img" });
  const rows = classNames.map((name) => {
    const value = createElement("span", { className: "value" });
    const bar = createElement("i");
    return { item: createElement("li", {}, createElement("span", { className: "name" }, name), createElement("span", { className: "bar", "aria-hidden": "true" }, bar), value), value, bar };
  });
  const list = createElement("ol", { className: "learn-classes" }, ...rows.map(({ item }) => item));
  const box = createElement("div", { className: "learn-strips-box" }, list, canvas);
  box.style.setProperty("--classes", String(classNames.length));
  box.style.setProperty("--letters", String(Math.min(MAX_LETTERS, Math.max(...classNames.map(({ length }) => length)))));
  const section = createElement("section", { className: "learn-mine", "aria-label": "My digit while the network learns" },
    createElement("h2", { className: "heading" }, "My digit over time"), head, box);
  root.append(section);
  const epochs = createEpochs(section, run, choose);
  canvas.addEventListener("click", (event) => {
    const last = run.history.snapshots.at(-1)?.step ?? 0;
    choose((event.offsetX / canvas.clientWidth) * last);
  });

  /** @param {Map<number, Float64Array>} answers */
  function paint(answers) {
    const { context, width, height } = fitCanvas(canvas);
    const { snapshots } = run.history;
    const last = snapshots.at(-1)?.step ?? 0;
    if (!width || snapshots.length === 0) return;
    const colors = readPalette();
    const rowHeight = height / classNames.length;
    context.fillStyle = formatColor(mixColors(colors.surface, colors.ink, 0.05));
    for (let row = 0; row < classNames.length; row++) context.fillRect(0, row * rowHeight + 1, width, rowHeight - 2);
    const place = (/** @type {number} */ step) => (last === 0 ? 0 : (step / last) * width);
    snapshots.forEach(({ step }, i) => {
      const probabilities = answers.get(step);
      if (!probabilities) return;
      const left = place(step);
      const right = i + 1 < snapshots.length ? place(snapshots[i + 1].step) : width;
      for (let row = 0; row < classNames.length; row++) {
        const share = probabilities[row];
        if (!(share > 0.004)) continue;
        const size = (rowHeight - 2) * Math.sqrt(share);
        const best = share === Math.max(...probabilities);
        context.fillStyle = formatColor(best ? colors.positive : colors.negative, 0.25 + 0.75 * share);
        context.fillRect(left, row * rowHeight + (rowHeight - size) / 2, Math.max(right - left + 0.5, 1), size);
      }
    });
    const at = run.shown?.step ?? last;
    context.fillStyle = formatColor(colors.ink);
    context.fillRect(Math.max(0, Math.min(width - 1.5, place(at) - 0.75)), 0, 1.5, height);
  }

  return {
    /** @param {Map<number, Float64Array>} answers @param {boolean} hasInk */
    update(answers, hasInk) {
      const probabilities = run.shown && answers.get(run.shown.step);
      const isKnown = hasInk && probabilities?.every(Number.isFinite);
      const best = isKnown ? probabilities.indexOf(Math.max(...probabilities)) : -1;
      setText(answer, best < 0 ? "–" : classNames[best]);
      setText(sentence, !hasInk ? "Draw a digit: it is read by every version of the network." : best < 0 ? "no answer" : `${formatShare(/** @type {Float64Array} */ (probabilities)[best])} sure, ${describeMoment(run)}`);
      rows.forEach(({ item, value, bar }, i) => {
        setText(value, isKnown ? formatShare(probabilities[i]) : "");
        bar.style.setProperty("--share", String(isKnown ? probabilities[i] : 0));
        item.classList.toggle("best", i === best);
      });
      canvas.setAttribute("aria-label", best < 0 ? "No digit yet" : `Now ${classNames[best]}; ${answers.size} moments of training are shown.`);
      epochs.update();
      paint(answers);
    },
  };
}

/** @param {import("../run/learn-run.js").LearnRun} run */
export function describeMoment({ shown, step }) {
  const epoch = shown?.epoch ?? 0;
  const update = shown?.step ?? step;
  if (update === 0) return "before training";
  return epoch >= 1 && Number.isInteger(epoch) ? `after epoch ${epoch}` : `after ${update.toLocaleString("en")} update${update === 1 ? "" : "s"}`;
}
