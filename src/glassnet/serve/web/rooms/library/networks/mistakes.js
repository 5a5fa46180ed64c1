/** The digits that a network takes for others: measured in the page, the most confident first; each one opens in Read. */

import { createElement } from "../../../look/elements.js";
import { judge } from "../../../models/answer.js";
import { outputsOfImages } from "../../../nn/index.js";
import { withArticle } from "../../../reading/article.js";
import { createDigitImage } from "../../learn/views/elements.js";
import { formatCount, formatShare } from "../../learn/numbers.js";
import { cutDigits, findDigits } from "../digits.js";
import { findInterval } from "../intervals.js";
import { createButton } from "../parts.js";

/**
 * @typedef {import("../../../data/labeled-images.js").LabeledImages} LabeledImages
 * @typedef {import("../../../models/page-model.js").PageModel} PageModel
 * @typedef {{index: number, actual: number, found: string, confidence: number}} Mistake
 */

/** So many digits between two pauses, of small and of larger networks, so that the page stays alive. */
const [BATCH, SMALL_BATCH] = [200, 10];
const MAX_SHOWN = 40;
/** Networks of this size are measured on all digits without asking. */
const SMALL = 20_000;
/** Of larger ones at first so many. */
const FIRST_DIGITS = 1000;

/** @param {import("../../../studio/rooms.js").Context} context @param {PageModel} model */
export function createMistakes(context, model) {
  const status = createElement("p", { className: "note", role: "status" });
  const more = createButton("Measure on all of them", () => measure(Infinity));
  const halt = createButton("Stop", () => { turn += 1; show(); });
  const list = createElement("ul", { className: "library-digits" });
  const element = createElement("div", {}, status, createElement("div", { className: "library-buttons" }, more, halt), list);
  /** @type {LabeledImages | null} */
  let digits = null;
  /** @type {Mistake[]} */
  let mistakes = [];
  let done = 0;
  /** Raised to stop what runs. */
  let turn = 0;

  /** @param {number} wanted */
  async function measure(wanted) {
    const own = ++turn;
    status.textContent = "Loading digits …";
    more.hidden = halt.hidden = true;
    try {
      digits = await findDigits();
    } catch (/** @type {any} */ error) {
      status.textContent = error.message;
      return;
    }
    const end = Math.min(wanted, digits.count);
    const batch = model.summary.parameter_count <= SMALL ? BATCH : SMALL_BATCH;
    halt.hidden = false;
    while (done < end && own === turn) {
      const part = cutDigits(digits, done, Math.min(batch, end - done));
      mistakes.push(...findMistakes(model, part, done));
      done += part.count;
      status.textContent = `${formatCount(done)} of ${formatCount(end)} digits …`;
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (own === turn) show();
  }

  function show() {
    if (!digits) return;
    const share = done ? 1 - mistakes.length / done : 0;
    const [low, high] = findInterval(share, done);
    halt.hidden = true;
    more.hidden = done >= digits.count;
    status.textContent = `${formatCount(mistakes.length)} of ${formatCount(done)} digits of ${digits.name} are taken for others: ${formatShare(share, 2)} right (${formatShare(low, 2)} to ${formatShare(high, 2)}). The most confident mistakes first; each one opens in Read.`;
    list.replaceChildren(...mistakes.toSorted((a, b) => b.confidence - a.confidence).slice(0, MAX_SHOWN).map(createItem));
  }

  /** @param {Mistake} mistake */
  function createItem({ index, actual, found, confidence }) {
    const set = /** @type {LabeledImages} */ (digits);
    const size = set.shape[0] * set.shape[1];
    const pixels = set.images.slice(index * size, (index + 1) * size);
    const name = set.classNames[actual];
    const label = `Digit ${formatCount(index)}: ${withArticle(name)}, taken for ${found}, ${formatShare(confidence)} sure. Open in Read.`;
    const open = () => {
      context.bench.show({ kind: "pixels", pixels });
      context.store.set({ modelName: model.name });
      location.hash = "#/read";
    };
    const image = createDigitImage(pixels, set.shape[0], label);
    for (const name of ["role", "aria-label"]) image.removeAttribute(name); // the button has the label
    return createElement("li", {}, createElement("button", { type: "button", "aria-label": label, title: label, onclick: open }, image,
      createElement("span", { "aria-hidden": "true" }, `${name} → ${found}`)));
  }

  if (!model.summary.reads_drawings) status.textContent = "This network reads other images than digits of 28 × 28 pixels.";
  else measure(model.summary.parameter_count <= SMALL ? Infinity : FIRST_DIGITS);
  return { element, stop: () => { turn += 1; } };
}

/** @param {PageModel} model @param {LabeledImages} digits @param {number} offset @returns {Mistake[]} */
export function findMistakes(model, { images, labels }, offset = 0) {
  const outputs = outputsOfImages(model.network, model.parameters, images);
  const { width } = outputs;
  /** @type {Mistake[]} */
  const found = [];
  labels.forEach((actual, row) => {
    const { best, label, confidence } = judge(model, outputs.data.slice(row * width, (row + 1) * width));
    if (best !== actual) found.push({ index: offset + row, actual, found: label ?? `${model.classNames[best]}, or no digit`, confidence });
  });
  return found;
}
