/** Morph: from one drawing to another. */

import { createElement } from "../../../look/elements.js";
import { blend } from "../core/blending.js";
import { formatShare } from "../lab.js";
import { name } from "../views/answer-view.js";
import { createSlider } from "../views/controls.js";
import { paintInk } from "../views/pictures.js";
import { createLineChart } from "../../../views/charts.js";
import { createDrawingChoice, createKeepButton } from "./other-drawings.js";

const FRAMES = 11;
const POINTS = 41;
const MIN_SHOWN = 0.1;

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "morph",
  title: "Morph",
  question: "Where does one digit become another?",
  hint: "Go from your digit to another one. Is there a place where it sees a third digit? Does the answer change slowly, or at once?",
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const other = createDrawingChoice(lab, { name: "to", label: "To", fallback: "8" });
  const share = createSlider(lab.settings, { name: "share", label: "On the way", min: 0, max: 1, step: 0.01, fallback: 0.5, format: (value) => `${Math.round(100 * value)}\u202f%` });
  const keep = createKeepButton(lab, () => "to");
  const strip = createElement("ol", { className: "lab-strip" });
  const chartBox = createElement("div", { className: "lab-curve" });
  const chart = createLineChart(chartBox, { label: "Probability of each class", x: { label: "share of the other drawing" }, y: { label: "probability", min: 0, max: 1 }, formatValue: (value) => formatShare(value), choose: (value) => lab.settings.set("share", String(value)) });
  const frames = Array.from({ length: FRAMES }, (_, i) => {
    const canvas = createElement("canvas", { "aria-hidden": "true" });
    const text = createElement("span", {});
    const button = createElement("button", { type: "button", "aria-label": `${10 * i} % of the way` }, canvas, text);
    button.addEventListener("click", () => lab.settings.set("share", String(i / (FRAMES - 1))));
    strip.append(createElement("li", {}, button));
    return { canvas, text, button, share: i / (FRAMES - 1) };
  });
  let charted = "";
  let course = "";

  /** Lines for the classes that are probable somewhere on the way. @param {Uint8Array} from @param {Uint8Array} to */
  function showLines(from, to) {
    const key = `${lab.model.name}:${from.join()}:${to.join()}`;
    if (key === charted) return;
    charted = key;
    const xs = Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1));
    const all = xs.map((x) => lab.answer(blend(from, to, x)).probabilities);
    chart.show(lab.model.classNames.flatMap((each, k) => {
      const ys = all.map((probabilities) => probabilities[k]);
      return Math.max(...ys) > MIN_SHOWN ? [{ name: each, xs, ys, color: `var(--series-${(k % 10) + 1})` }] : [];
    }));
    const seen = frames.map(({ canvas, text, share: at }) => {
      const image = blend(from, to, at);
      const { label } = lab.answer(image);
      paintInk(canvas, image);
      text.textContent = label ?? "–";
      return label ?? "no digit";
    });
    const path = seen.filter((each, i) => each !== seen[i - 1]);
    course = path.length > 1 ? `On the whole way: ${path.join(", then ")}.` : `It is ${path[0]} on the whole way.`;
  }

  return {
    controls: [other, share, { element: keep, update() {} }],
    view: [strip, chartBox],
    show() {
      const { pixels } = lab;
      const to = other.image;
      showLines(pixels, to);
      frames.forEach(({ button, share: at }) => button.setAttribute("aria-pressed", String(Math.abs(at - share.value) < 0.005)));
      chart.mark(share.value);
      const image = blend(pixels, to, share.value);
      const now = lab.answer(image);
      return { now, image, saw: `At ${Math.round(100 * share.value)}\u202f% of the way it reads ${name(now)}. ${course}` };
    },
    jobs() {
      const count = lab.count(1.5);
      return [lab.measure({
        key: `between:${share.value}`, title: "Between test digits", task: "between", settings: { share: share.value }, passes: 1.5, count,
        onResult: (found) => lab.showNumber({
          number: formatShare(found.neither / found.count),
          meaning: `of ${found.count.toLocaleString("en")} images, each ${Math.round(100 * share.value)}\u202f% of the way between two test digits of different classes, are read as neither; as the first ${formatShare(found.first / found.count)}, as the second ${formatShare(found.last / found.count)}.`,
        }),
      })];
    },
    remove: () => chart.remove(),
  };
}
