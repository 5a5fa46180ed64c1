/** One weight or bias: its value, its derivative computed and measured, and the loss as a curve over it. */

import { createElement } from "../../../look/elements.js";
import { measureSlope, traceCurve } from "../core/curve.js";
import { formatAlone } from "../core/decimals.js";
import { createCurveView } from "./curve-view.js";

const REACHES = [0.1, 0.5, 2, 8, 32];
const DIGITS = 6;

/** @param {{changed: () => void}} on */
export function createParameterEditor(on) {
  const slider = createElement("input", { type: "range", id: "parameter-slider", className: "parameter-slider", "aria-label": "Value" });
  const field = createElement("input", { type: "number", id: "parameter-value", step: "any" });
  const reach = createElement("select", { id: "parameter-reach" }, ...REACHES.map((each) => createElement("option", { value: String(each) }, `± ${each}`)));
  const step = createElement("input", { type: "range", id: "parameter-step", min: "-10", max: "0", step: "1", value: "-4", "aria-label": "Step of the difference" });
  const [computed, measured, aside] = [0, 1, 2].map(() => createElement("dd"));
  const stepText = createElement("span");
  const verdict = createElement("p", { className: "phase-words", id: "parameter-verdict" });
  computed.id = "parameter-computed";
  measured.id = "parameter-measured";
  reach.value = "2";
  const curve = createCurveView({ drag: set });
  const element = createElement("div", { className: "parameter" },
    createElement("div", { className: "parameter-row" }, createElement("label", { className: "field" }, "Value", field), createElement("label", { className: "field" }, "Range", reach)),
    slider, curve.element,
    createElement("dl", { className: "parameter-slopes numbers" },
      createElement("dt", {}, "derivative, by backpropagation"), computed,
      createElement("dt", {}, "by differences"), measured,
      createElement("dt", {}, "step e"), createElement("dd", {}, step, stepText),
      createElement("dt", {}, "loss at w − e, w + e"), aside),
    verdict);
  /** @type {{experiment: import("../core/experiment.js").Experiment, index: number} | null} */
  let shown = null;
  let center = 0;
  let key = "";

  /** @param {number} value */
  function set(value) {
    if (!shown || !Number.isFinite(value)) return;
    shown.experiment.setParameter(shown.index, value);
    on.changed();
  }

  slider.addEventListener("input", () => set(Number(slider.value)));
  field.addEventListener("change", () => set(Number(field.value)));
  reach.addEventListener("change", () => {
    center = shown ? shown.experiment.parameters.vector[shown.index] : 0;
    paint();
  });
  step.addEventListener("input", paint);

  function paint() {
    if (!shown) return;
    const { experiment, index } = shown;
    const value = experiment.parameters.vector[index];
    const half = Number(reach.value);
    if (Math.abs(value - center) > half) center = value;
    const { loss, gradients } = experiment.trace;
    const slope = gradients.vector[index];
    const e = 10 ** Number(step.value);
    const difference = measureSlope(experiment, index, e);
    Object.assign(slider, { min: String(center - half), max: String(center + half), step: String(half / 200) });
    slider.value = String(value);
    if (document.activeElement !== field) field.value = String(Number(value.toPrecision(7)));
    curve.show({ ...traceCurve(experiment, index, center, half), value, loss, slope });
    computed.textContent = formatAlone(slope, DIGITS);
    measured.textContent = formatAlone(difference.slope, DIGITS);
    stepText.textContent = formatStep(Number(step.value));
    step.setAttribute("aria-valuetext", stepText.textContent);
    aside.textContent = `${formatAlone(difference.below, DIGITS)}, ${formatAlone(difference.above, DIGITS)}`;
    verdict.textContent = judge(slope, difference.slope, Number(step.value));
  }

  return {
    element,
    /** @param {import("../core/experiment.js").Experiment} experiment @param {number} index @param {string} place  changes with what is selected */
    show(experiment, index, place) {
      shown = { experiment, index };
      if (place !== key) {
        key = place;
        center = experiment.parameters.vector[index];
      }
      paint();
    },
  };
}

/** @param {number} power */
function formatStep(power) {
  return power >= -3 ? String(10 ** power) : `10${[...String(power)].map((letter) => (letter === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(letter)])).join("")}`;
}

/** @param {number} slope @param {number} measured @param {number} power */
export function judge(slope, measured, power) {
  const size = Math.max(Math.abs(slope), Math.abs(measured));
  if (size < 1e-12) return "Both are 0: this value does not change the loss.";
  const error = Math.abs(slope - measured) / size;
  if (error < 1e-5) return "Both agree.";
  if (power > -4) return "They differ: the step is so large that the curve bends within it.";
  return "They differ: the step is so small that rounding eats the difference of the losses.";
}
