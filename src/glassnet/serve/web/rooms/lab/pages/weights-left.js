/** What Prune and Quantize have in common: one slider, the curve of accuracy, and the first layer's weights afterwards. */

import { formatShare } from "../lab.js";
import { describeChange } from "../views/answer-view.js";
import { createSlider } from "../views/controls.js";
import { createCurveView } from "../views/curve-view.js";
import { createNeuronGrid } from "../views/neuron-grid.js";
import { createElement } from "../../../look/elements.js";

/**
 * @param {import("../lab.js").Lab} lab
 * @param {object} options
 * @param {"prune" | "quantize"} options.kind
 * @param {Parameters<typeof createSlider>[1]} options.slider
 * @param {() => void} [options.prepare]  what a network needs once, done ahead so that the slider is followed at once
 * @param {string} options.x
 * @param {(x: number) => string} options.formatX
 * @param {number[]} options.settings  of the curve
 * @param {(setting: number) => import("../../../nn/index.js").Parameters} options.change
 * @param {(setting: number) => string} options.describe  "With 10 % of the weights,"
 * @param {(setting: number) => string} options.meaning   "are read correctly with 1,296 of 12,960 weights"
 * @returns {import("../lab.js").Page}
 */
export function createWeightsPage(lab, { kind, slider, prepare = () => {}, x, formatX, settings, change, describe, meaning }) {
  const setting = createSlider(lab.settings, slider);
  const curve = createCurveView({ label: "Accuracy on the test digits", x, formatX, choose: (value) => lab.settings.set(slider.name, value === slider.fallback ? null : String(value)) });
  const grid = createNeuronGrid({ toggle: () => {}, isFixed: true });
  const caption = createElement("p", { className: "note" }, "The weights of the first layer, as they are now.");
  /** @type {{setting: number, correct: number}[]} */
  let points = [];
  let count = 1;
  /** @type {any} */
  let prepared = null;
  let timer = 0;

  function paintCurve() {
    curve.show(points, count, setting.value);
  }

  return {
    controls: [setting],
    view: [curve.element, createElement("div", { className: "lab-after" }, grid.element, caption)],
    show() {
      const { before, pixels, model } = lab;
      if (prepared !== model.parameters) timer = window.setTimeout(prepare);
      prepared = model.parameters;
      const parameters = change(setting.value);
      const now = lab.answer(pixels, parameters);
      const [first] = model.network.layerNames.filter(Boolean);
      grid.show(parameters.get(`${first}.weights`), { knocked: new Set(), costs: null, noun: "neuron" });
      points = [];
      paintCurve();
      return { now, before, image: pixels, saw: describeChange(describe(setting.value), now, before) };
    },
    jobs() {
      const [own, few] = [lab.count(), lab.count(settings.length / 2)];
      const take = (/** @type {typeof points} */ found) => {
        [points, count] = [found, few];
        paintCurve();
      };
      const isOwn = setting.value === slider.fallback;
      return [
        lab.measure({
          ...(isOwn ? { key: "accuracy", task: "accuracy" } : { key: `${kind}:${setting.value}`, task: "curve", settings: { kind, settings: [setting.value] } }),
          title: "This setting", count: own,
          onResult: (result) => showCorrect(isOwn ? result : result[0].correct, own),
        }),
        lab.measure({ key: `${kind}:curve`, title: "The curve", task: "curve", settings: { kind, settings }, passes: settings.length, count: few, onPartial: take, onResult: take }),
      ];
    },
    remove() {
      clearTimeout(timer);
      curve.remove();
    },
  };

  /** @param {number} correct @param {number} own */
  function showCorrect(correct, own) {
    lab.showNumber({ number: formatShare(correct / own), meaning: `of ${lab.nameDigits(own)} ${meaning(setting.value)}.` });
  }
}
