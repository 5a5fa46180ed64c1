/** Updates: rate, optimizer, one, ten or a hundred of them, undo; and what they do to other digits. */

import { mixColors, paintPixels, readPalette } from "../../../look/colors.js";
import { createElement } from "../../../look/elements.js";
import { imageAt } from "../../../data/labeled-images.js";
import { withArticle } from "../../../reading/article.js";
import { formatPercent } from "../../../reading/numbers.js";

const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const OPTIMIZERS = [["gradient_descent", "gradient descent"], ["momentum", "momentum"], ["nesterov", "Nesterov"], ["rmsprop", "RMSProp"], ["adam", "Adam"], ["adamw", "AdamW"]];

/**
 * @param {HTMLElement} root
 * @param {{teach: (count: number) => void, undo: () => void, reset: () => void, randomize: () => void,
 *   chooseRate: (rate: number) => void, chooseOptimizer: (type: string) => void, measure: () => void}} on
 */
export function createTeachView(root, on) {
  const rate = createElement("select", { id: "teach-rate" }, ...RATES.map((each) => createElement("option", { value: String(each) }, String(each))));
  const optimizer = createElement("select", { id: "teach-optimizer" }, ...OPTIMIZERS.map(([value, name]) => createElement("option", { value }, name)));
  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => void} */ act, className = "tool wide-tool") => {
    const element = createElement("button", { type: "button", id, className }, text);
    element.addEventListener("click", act);
    return element;
  };
  const title = createElement("h2", { id: "teach-title" }, "Teach it");
  const steps = [1, 10, 100].map((count) => button(`teach-${count}`, `× ${count}`, () => on.teach(count)));
  steps.forEach((each, i) => each.setAttribute("aria-label", ["1 update", "10 updates", "100 updates"][i]));
  const undo = button("teach-undo", "Undo", on.undo);
  const reset = button("teach-reset", "Trained weights", on.reset, "quiet small boxed");
  const random = button("teach-random", "Random weights", on.randomize, "quiet small boxed");
  const result = createElement("p", { id: "teach-result", className: "teach-result", role: "status" });
  const others = createElement("p", { id: "teach-others", className: "note" });
  const samples = createElement("ul", { className: "samples", id: "teach-samples", "aria-label": "Thirty other digits" });
  const measure = button("teach-measure", "Measure on test digits", on.measure, "quiet small boxed");
  const accuracy = createElement("p", { id: "teach-accuracy", className: "note", role: "status" });
  const forgetting = createElement("div", { className: "forgetting" }, others, samples, measure, accuracy);
  root.append(createElement("section", { className: "teach", "aria-labelledby": "teach-title" },
    title,
    createElement("div", { className: "teach-row numbers" }, createElement("label", { className: "field" }, "Rate", rate), createElement("label", { className: "field" }, createElement("span", { className: "visually-hidden" }, "Optimizer"), optimizer)),
    createElement("div", { className: "teach-row", role: "group", "aria-label": "Updates" }, ...steps, undo),
    result, createElement("div", { className: "teach-row" }, reset, random), forgetting));
    rate.addEventListener("change", () => on.chooseRate(Number(rate.value)));
  optimizer.addEventListener("change", () => on.chooseOptimizer(optimizer.value));
  /** @type {import("../../../data/labeled-images.js").LabeledImages | null} */
  let set = null;
  /** @type {{item: HTMLLIElement, canvas: HTMLCanvasElement, said: HTMLSpanElement}[]} */
  let items = [];
  let isMeasuring = false;

  function paintSamples() {
    const colors = readPalette();
    items.forEach(({ canvas }, i) => {
      const pixels = imageAt(/** @type {any} */ (set), i);
      paintPixels(canvas, 28, 28, (at) => mixColors(colors.raised, colors.ink, pixels[at] / 255));
    });
  }

  return {
    /** @param {import("../../../data/labeled-images.js").LabeledImages} digits */
    setSamples(digits) {
      set = digits;
      items = Array.from({ length: digits.count }, () => {
        const canvas = createElement("canvas", { "aria-hidden": "true" });
        const said = createElement("span", { className: "said" });
        return { item: createElement("li", {}, canvas, said), canvas, said };
      });
      samples.replaceChildren(...items.map(({ item }) => item));
      paintSamples();
    },
    paintSamples,
    get isMeasuring() { return isMeasuring; },
    /**
     * @param {{label: string, before: number | null, now: number, count: number, canUndo: boolean, isOriginal: boolean, hasOthers: boolean}} state
     *   probabilities of the label
     */
    show({ label, before, now, count, canUndo, isOriginal, hasOthers }) {
      title.textContent = `Teach it that this is ${/^[8aeiou]/i.test(label) ? "an" : "a"} ${label}`;
      const share = (/** @type {number} */ each) => `${formatPercent(each)}\u202f%`;
      result.textContent = before === null ? `Sure of ${label}: ${share(now)}` : `Sure of ${label}: ${share(before)} → ${share(now)} after ${count === 1 ? "1 update" : `${count} updates`}`;
      undo.disabled = !canUndo;
      reset.disabled = isOriginal;
      forgetting.hidden = !hasOthers;
    },
    /** @param {ArrayLike<number>} found @param {ArrayLike<number>} original @param {string[]} classNames */
    showSamples(found, original, classNames) {
      if (!set) return;
      const labels = set.labels;
      const count = (/** @type {ArrayLike<number>} */ answers) => Array.from(answers).filter((each, i) => each === labels[i]).length;
      const [now, before] = [count(found), count(original)];
      others.textContent = `Thirty other digits, right: ${now === before ? now : `${before} → ${now}`}${now < before - 8 ? ". It forgets: one digit is not enough to learn from." : ""}`;
      items.forEach(({ item, said }, i) => {
        const isRight = found[i] === labels[i];
        item.classList.toggle("wrong", !isRight);
        said.textContent = isRight ? "" : classNames[found[i]];
        item.title = `This is ${withArticle(classNames[labels[i]])}, ${isRight ? "right" : `now taken for ${withArticle(classNames[found[i]])}`}`;
      });
    },
    /** @param {string} text @param {boolean} [isBusy] */
    showAccuracy(text, isBusy = false) {
      isMeasuring = isBusy;
      accuracy.textContent = text;
      measure.textContent = isBusy ? "Stop" : "Measure on test digits";
    },
    /** @param {number | null} share  of the updates that are done; null when none run */
    showProgress(share) {
      for (const each of [...steps, undo, reset, random]) each.disabled = share !== null;
      if (share !== null) result.textContent = `${Math.round(100 * share)}\u202f%`;
    },
    setRate(/** @type {number} */ value) { rate.value = String(value); },
  };
}
