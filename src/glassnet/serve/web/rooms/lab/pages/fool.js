/** Fool: small changes to the image, made by chance or on purpose. */

import { createElement } from "../../../look/elements.js";
import { countProducts } from "../core/subject.js";
import { changeImages } from "../core/measuring.js";
import { ATTACK_STEPS } from "../core/gradients.js";
import { formatShare } from "../lab.js";
import { describeChange } from "../views/answer-view.js";
import { createButton, createChoice, createSlider } from "../views/controls.js";
import { createCurveView } from "../views/curve-view.js";
import { createPicture } from "../views/pictures.js";

/**
 * @typedef {{text: string, meaning: string, max: number, step: number, fallback: number, unit: string, format: (value: number) => string, passes: number, strengths: number[]}} Change
 */
const percent = (/** @type {number} */ value) => `${Math.round(1000 * value) / 10}\u202f% of full ink`;
const pixels = (/** @type {number} */ value) => `${value} pixel${value === 1 ? "" : "s"}`;
const SHARES = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3];

/** As many as `glassnet robustness` measures on. */
const CURVE_DIGITS = 1000;

/** As `glassnet robustness` has them. @type {Record<string, Change>} */
const CHANGES = {
  fgsm: { text: "an attack in one step", meaning: "after every pixel moved this far along the sign of its gradient", max: 0.3, step: 0.01, fallback: 0.1, unit: "share of full ink", format: percent, passes: 4, strengths: SHARES },
  iterated: { text: `an attack in ${ATTACK_STEPS} steps`, meaning: `after an attack of ${ATTACK_STEPS} steps that moves no pixel further`, max: 0.3, step: 0.01, fallback: 0.1, unit: "share of full ink", format: percent, passes: 31, strengths: SHARES },
  noise: { text: "noise", meaning: "under noise of this standard deviation", max: 0.5, step: 0.01, fallback: 0.3, unit: "share of full ink", format: percent, passes: 2, strengths: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
  blur: { text: "blur", meaning: "blurred by a Gaussian of this width", max: 3, step: 0.1, fallback: 1, unit: "pixels", format: pixels, passes: 3, strengths: [0, 0.5, 1, 1.5, 2, 3] },
  shift: { text: "a shift", meaning: "shifted this far: right, left, down and up in turn", max: 8, step: 1, fallback: 3, unit: "pixels", format: pixels, passes: 1.5, strengths: [0, 1, 2, 3, 4, 6] },
  rotation: { text: "a rotation", meaning: "rotated this far, clockwise and counterclockwise in turn", max: 90, step: 5, fallback: 30, unit: "degrees", format: (value) => `${value}°`, passes: 2, strengths: [0, 10, 20, 30, 45, 60, 90] },
  size: { text: "smaller ink", meaning: "made smaller by this share, without being scaled again", max: 0.6, step: 0.05, fallback: 0.3, unit: "share of the size", format: (value) => `by ${Math.round(100 * value)}\u202f%`, passes: 2, strengths: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6] },
};

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "fool",
  title: "Fool",
  question: "How much does it take to fool it?",
  hint: "Compare noise with an attack of the same strength. Which change do you hardly see, and the network takes for another digit?",
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const kind = createChoice(lab.settings, {
    name: "by", label: "Change", options: () => Object.entries(CHANGES).map(([id, { text }]) => [id, text]), fallback: () => "fgsm", changed: () => lab.set({ strength: null }),
  });
  const strength = createSlider(lab.settings, { name: "strength", label: "Strength", min: 0, max: 0.3, step: 0.01, fallback: 0.1, format: (value) => CHANGES[kind.value].format(value) });
  const [original, difference, result] = [createPicture("Your digit"), createPicture("Change: more ink, less ink"), createPicture("Together")];
  const pictures = createElement("div", { className: "lab-pictures row" }, original.element, createElement("span", { "aria-hidden": "true" }, "+"), difference.element, createElement("span", { "aria-hidden": "true" }, "="), result.element);
  const curve = createCurveView({ label: "Accuracy on the test digits", x: "strength", choose: (value) => lab.settings.set("strength", String(value)) });
  /** What is enough for the digit in hand. */
  const enough = createElement("p", { className: "lab-enough", id: "lab-enough", role: "status" });
  const show = createButton("Show it", () => lab.settings.set("strength", String(least)), "lab-show-least");
  let least = 0;
  /** @type {{setting: number, correct: number}[]} */
  let points = [];
  let count = 1;

  function limitStrength() {
    const { max, step, fallback } = CHANGES[kind.value];
    strength.setLimits({ min: 0, max, step, fallback });
    strength.update();
  }

  return {
    controls: [kind, strength],
    view: [pictures, createElement("div", { className: "lab-least" }, enough, show), curve.element],
    show() {
      limitStrength();
      const { before, pixels: own, subject } = lab;
      const changed = changeImages(subject, { images: own, labels: Uint8Array.of(before.best) }, kind.value, strength.value);
      original.showInk(own);
      result.showInk(changed);
      difference.showSigned(Float64Array.from(changed, (gray, i) => gray - own[i]));
      const now = lab.answer(changed);
      points = [];
      curve.show(points, count, strength.value);
      enough.textContent = "";
      show.hidden = true;
      return { now, before, image: changed, saw: describeChange(`With ${CHANGES[kind.value].text} (${CHANGES[kind.value].format(strength.value)})`, now, before) };
    },
    jobs() {
      const { passes, strengths, meaning, format, unit } = CHANGES[kind.value];
      const [own, few] = [lab.count(passes), Math.min(CURVE_DIGITS, lab.count((passes * strengths.length) / 2))];
      const settings = { change: kind.value, strength: strength.value };
      const take = (/** @type {typeof points} */ found) => {
        [points, count] = [found, few];
        curve.show(points, count, strength.value);
      };
      return [
        lab.measure({
          key: `changed:${kind.value}:${strength.value}`, title: "This strength", task: "changed", settings, passes, count: own,
          onResult: (correct) => lab.showNumber({ number: formatShare(correct / own), meaning: `of ${lab.nameDigits(own)} are read correctly ${meaning} (${format(strength.value)}).` }),
        }),
        {
          key: `smallest:${kind.value}:${lab.pixels.join()}`, title: "The least that fools it with your digit", task: "smallest",
          cost: listStrengths().length * passes * countProducts(lab.model.network),
          settings: { pixels: lab.pixels, label: lab.before.best, kind: kind.value, strengths: listStrengths() }, onResult: showLeast,
        },
        lab.measure({ key: `curve:${kind.value}`, title: `The curve, by ${unit}`, task: "curve", settings: { kind: kind.value, settings: strengths }, passes: passes * strengths.length, count: few, onPartial: take, onResult: take }),
      ];
    },
    remove: () => curve.remove(),
  };

  /** All strengths of the slider but 0. */
  function listStrengths() {
    const { max, step } = CHANGES[kind.value];
    return Array.from({ length: Math.round(max / step) }, (_, i) => Number(((i + 1) * step).toFixed(4)));
  }

  /** @param {{strength: number, label: number} | null} found */
  function showLeast(found) {
    const { text, format, max } = CHANGES[kind.value];
    const change = text[0].toUpperCase() + text.slice(1);
    enough.textContent = found ? `${change} of ${format(found.strength)} is enough for your digit: then it is read as ${lab.model.classNames[found.label]}.` : `Not even ${text} of ${format(max)} is enough for your digit.`;
    least = found?.strength ?? 0;
    show.hidden = !found || found.strength === strength.value;
  }
}
