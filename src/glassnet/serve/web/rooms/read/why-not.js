/** "Why not a 9?": which pixels would have to change, shown over the drawing. */

import { createElement } from "../../look/elements.js";
import { getSignedColor, mixColors, paintPixels, readPalette } from "../../look/colors.js";
import { withArticle } from "../../reading/article.js";
import { findLargest, formatNumber, formatPercent } from "../../reading/numbers.js";
import { compareOutputs, findChange } from "./counterfactual.js";

/** @param {import("../../studio/rooms.js").Context} context */
export function createWhyNot({ store, bench }) {
  const select = createElement("select", { id: "why-not", "aria-label": "Another class" });
  const canvas = createElement("canvas", { width: 28, height: 28, role: "img", "aria-label": "Pixels that would have to change" });
  const changedCanvas = createElement("canvas", { width: 28, height: 28, role: "img", "aria-label": "The changed pixels" });
  const [sentence, lead] = [createElement("p", { className: "note" }), createElement("p", { className: "note numbers" })];
  const use = createElement("button", { type: "button", className: "quiet small" }, "Read the changed digit");
  const caption = createElement("figcaption");
  const changed = createElement("figure", {}, changedCanvas, caption);
  const fold = createElement("details", { className: "fold", id: "why-not-fold" },
    createElement("summary", {}, createElement("span", { className: "fold-title" }, "Why not another digit?")),
    createElement("p", { className: "why-question" }, createElement("label", {}, "Why not ", select, "?")),
    createElement("div", { className: "pictures" }, createElement("figure", {}, canvas, createElement("figcaption", {}, "Orange: ink is missing. Blue: ink is too much.")), changed),
    sentence, lead, use);
  /** @type {import("../../models/answer.js").Answer | null} */
  let answer = null;
  /** @type {Uint8Array | null} */
  let found = null;
  let timer = 0;

  function showClasses() {
    const { model } = store.state;
    const before = select.value;
    const others = (model?.classNames ?? []).map((name, i) => ({ name, i })).filter(({ i }) => answer?.label === null || i !== answer?.best);
    select.replaceChildren(...others.map(({ name, i }) => createElement("option", { value: String(i) }, /^\d$/.test(name) ? withArticle(name) : name)));
    const second = others.toSorted((a, b) => (answer?.probabilities[b.i] ?? 0) - (answer?.probabilities[a.i] ?? 0))[0];
    select.value = others.some(({ i }) => String(i) === before) && store.state.params.as === before ? before : String(second?.i ?? "");
  }

  function paint() {
    const { model, pixels } = store.state;
    fold.classList.toggle("waiting", !answer || !pixels);
    if (!fold.open || !model || !answer || !pixels) return;
    const answered = answer.label === null ? model.outputs.length - 1 : answer.best;
    const wished = Number(select.value);
    const wish = compareOutputs(model, pixels, answered, wished);
    paintGains(canvas, pixels, wish.gains);
    lead.textContent = `Output “${model.outputs[answered]}” is ${formatNumber(wish.lead, 2)} above output “${model.outputs[wished]}”.`;
    showChange(model, pixels, answered, wished);
  }

  /** @param {import("../../models/page-model.js").PageModel} model @param {Uint8Array} pixels @param {number} answered @param {number} wished */
  function showChange(model, pixels, answered, wished) {
    const change = findChange(model, pixels, answered, wished);
    const name = model.classNames[wished];
    found = change?.pixels ?? null;
    changed.hidden = use.hidden = !change;
    sentence.textContent = change
      ? `${change.count === 1 ? "One pixel" : `${change.count} pixels`} would be enough: then it answers ${name}, ${formatPercent(change.confidence)}\u202f% sure.`
      : `Not even 100 pixels, changed one after the other, make it answer ${name}.`;
    if (!change) return;
    caption.textContent = `Read as ${name}`;
    const colors = readPalette();
    paintPixels(changedCanvas, 28, 28, (i) => mixColors(colors.raised, colors.ink, change.pixels[i] / 255));
  }

  /** After a pause: it takes several passes. */
  function schedule() {
    clearTimeout(timer);
    timer = window.setTimeout(paint, 120);
  }

  fold.addEventListener("toggle", paint);
  select.addEventListener("change", () => {
    store.set({ params: { ...store.state.params, as: select.value } });
    paint();
  });
  use.addEventListener("click", () => {
    if (found) bench.show({ kind: "pixels", pixels: found });
  });

  return {
    element: fold,
    /** @param {import("../../models/answer.js").Answer | null} next */
    show(next) {
      answer = next;
      showClasses();
      if (fold.open) schedule();
    },
    open() { fold.open = true; },
    stop() { clearTimeout(timer); },
  };
}

/** The digit in gray, and over it what would help. @param {HTMLCanvasElement} canvas @param {Uint8Array} pixels @param {Float64Array} gains */
function paintGains(canvas, pixels, gains) {
  const colors = readPalette();
  const top = findLargest(gains);
  paintPixels(canvas, 28, 28, (i) => {
    const ground = mixColors(colors.raised, colors.ink, (0.35 * pixels[i]) / 255);
    return Math.abs(gains[i]) < 0.04 * top ? ground : getSignedColor(colors, gains[i] / top, ground);
  });
}
