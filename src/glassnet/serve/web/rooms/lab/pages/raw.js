/** Raw: why other demos fail. */

import { createElement } from "../../../look/elements.js";
import { renderAsDrawn, renderStrokes } from "../../../ink/pipeline/index.js";
import { SHEET } from "../../../reading/backend.js";
import { prepare, spoil } from "../core/preparing.js";
import { formatShare } from "../lab.js";
import { name } from "../views/answer-view.js";
import { createSlider } from "../views/controls.js";
import { createPicture } from "../views/pictures.js";

const MARGIN = 6;
const PEN = 18;

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "raw",
  title: "Raw",
  question: "Why do other demos fail?",
  hint: "Many pages send what you draw as it is, only shrunk to 28 × 28. Make your digit small, move it into a corner, take a thin pen: compare what is read without and with preparation.",
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const percent = (/** @type {number} */ value) => `${Math.round(100 * value)}\u202f%`;
  const size = createSlider(lab.settings, { name: "size", label: "Size", min: 0.25, max: 1, step: 0.05, fallback: 0.4, format: percent });
  const corner = createSlider(lab.settings, { name: "corner", label: "Into the corner", min: 0, max: 1, step: 0.1, fallback: 1, format: percent });
  const thin = createSlider(lab.settings, { name: "thin", label: "Thinner pen", min: 0, max: 0.9, step: 0.1, fallback: 0.4, format: percent });
  const [sent, prepared] = [createPicture(""), createPicture("")];
  const pictures = createElement("div", { className: "lab-pictures row" }, sent.element, createElement("span", { "aria-hidden": "true" }, "→"), prepared.element);

  const handling = () => ({ size: size.value, corner: corner.value, thin: thin.value });

  /** The drawing as a page without preparation sends it, and prepared. Of pixels, the image itself is made smaller. */
  function render() {
    const { digit: drawing } = lab.context.store.state;
    if (drawing.kind !== "strokes" || !drawing.strokes.length) {
      const raw = spoil(lab.pixels, handling());
      return { raw, ready: prepare(raw) };
    }
    const points = drawing.strokes.flat();
    const [left, top] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
    const move = (/** @type {number} */ value, /** @type {number} */ start) => {
      const small = SHEET / 2 + (value - SHEET / 2) * size.value;
      const first = SHEET / 2 + (start - SHEET / 2) * size.value;
      return small - corner.value * (first - MARGIN);
    };
    const strokes = drawing.strokes.map((stroke) => stroke.map(([x, y]) => /** @type {[number, number]} */ ([move(x, left), move(y, top)])));
    return {
      raw: renderAsDrawn(strokes, { side: SHEET, pen: PEN * (1 - thin.value), stages: false }).pixels ?? new Uint8Array(784),
      ready: renderStrokes(strokes, { stages: false }).pixels ?? new Uint8Array(784),
    };
  }

  return {
    controls: [size, corner, thin],
    view: [pictures],
    show() {
      const { raw, ready } = render();
      const [before, now] = [lab.answer(ready), lab.answer(raw)];
      sent.showInk(raw);
      prepared.showInk(ready);
      sent.setCaption(`As it is: ${name(now)}`);
      prepared.setCaption(`Scaled and centered: ${name(before)}`);
      return { now, before, image: raw, saw: now.label === before.label ? `Both are read as ${now.label ?? "no digit"}: it takes more to fool this network.` : `As it is, it is read as ${name(now)}; scaled and centered, as ${name(before)}.` };
    },
    jobs() {
      const count = lab.count(4);
      return [lab.measure({
        key: `raw:${Object.values(handling())}`, title: "Test digits, handled in the same way", task: "raw", settings: { handling: handling() }, passes: 4, count,
        onResult: ({ raw, prepared: ready }) => lab.showNumber({
          number: formatShare(raw / count),
          meaning: `of ${lab.nameDigits(count)} are read correctly when they are handled in this way and sent as they are; scaled and centered again, ${formatShare(ready / count)}.`,
        }),
      })];
    },
  };
}
