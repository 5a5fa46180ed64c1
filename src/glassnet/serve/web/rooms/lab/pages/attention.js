/** Attention: which pixels count. */

import { createElement } from "../../../look/elements.js";
import { gradientOfOutput, scaleImages } from "../core/gradients.js";
import { AREA } from "../core/images.js";
import { formatShare } from "../lab.js";
import { describeChange } from "../views/answer-view.js";
import { createChoice, createSlider } from "../views/controls.js";
import { createPicture } from "../views/pictures.js";
import { countProducts } from "../core/subject.js";

const SQUARE = 5;
const METHODS = /** @type {[string, string][]} */ ([["ink", "gradient × ink"], ["gradient", "gradient"], ["occlusion", "covering a square"]]);
const CAPTIONS = /** @type {Record<string, string>} */ ({
  gradient: "Orange: more ink here would raise the output. Blue: it would lower it.",
  ink: "Orange: the ink here raises the output. Blue: it lowers it.",
  occlusion: `Orange: without the ${SQUARE}×${SQUARE} square here the class is less probable. Blue: it is more probable.`,
});

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "attention",
  title: "Attention",
  question: "Where does it look?",
  hint: "Compare three ways to ask, for the class that it sees and for another one. Then take the most important ink away: how little must go?",
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const method = createChoice(lab.settings, { name: "by", label: "Asked by", options: () => METHODS, fallback: () => "ink" });
  const label = createChoice(lab.settings, { name: "as", label: "For the class", options: () => lab.model.classNames.map((each) => [each, each]), fallback: () => lab.model.classNames[lab.before.best] });
  const removed = createSlider(lab.settings, { name: "without", label: "Important pixels taken away", min: 0, max: 60, step: 1, fallback: 0 });
  const picture = createPicture("", "large");
  const left = createPicture("What is left");
  const view = createElement("div", { className: "lab-pictures" }, picture.element, left.element);
  /** @type {ArrayLike<number>} */
  let map = new Float64Array(AREA);

  const index = () => lab.model.classNames.indexOf(label.value);

  function computeGradient() {
    const inputs = scaleImages(lab.subject.parameters, lab.pixels);
    const gradient = gradientOfOutput(lab.subject, inputs, index());
    return { gradient, worth: gradient.map((each, i) => each * inputs[i]) };
  }

  function paint() {
    picture.showSigned(map, lab.pixels);
    picture.setCaption(CAPTIONS[method.value]);
  }

  return {
    controls: [method, label, removed],
    view: [view],
    show() {
      const { pixels, before } = lab;
      const { gradient, worth } = computeGradient();
      const isOcclusion = method.value === "occlusion";
      map = isOcclusion ? new Float64Array(AREA) : method.value === "gradient" ? gradient : worth;
      paint();
      const inked = Array.from(worth.keys()).filter((i) => pixels[i] > 0).sort((a, b) => worth[b] - worth[a]);
      const remaining = pixels.slice();
      for (const i of inked.slice(0, removed.value)) remaining[i] = 0;
      left.showInk(remaining);
      const now = removed.value ? lab.answer(remaining) : before;
      const saw = removed.value ? describeChange(`Without the ${Math.min(removed.value, inked.length)} inked pixels that count most for ${label.value},`, now, before) : describeMap(worth);
      return { now, before, image: remaining, saw };
    },
    jobs() {
      const count = lab.count(5);
      const away = removed.value || 20;
      const jobs = [lab.measure({
        key: `pixels:${away}`, title: "Without important pixels", task: "pixels", passes: 5, count, settings: { removed: away },
        onResult: ({ important, random }) => lab.showNumber({
          number: formatShare(important / count),
          meaning: `of ${lab.nameDigits(count)} are read correctly without the ${away} inked pixels that count most by gradient × ink; without ${away} inked pixels at random, ${formatShare(random / count)}.`,
        }),
      })];
      if (method.value !== "occlusion") return jobs;
      return [{
        key: `occlusion:${index()}:${lab.pixels.join()}`, title: "Covering one square after the other", task: "occlusion", cost: AREA * countProducts(lab.model.network),
        settings: { pixels: lab.pixels, label: index(), size: SQUARE },
        onResult: (/** @type {Float64Array} */ result) => { map = result; paint(); },
      }, ...jobs];
    },
  };

  /** @param {ArrayLike<number>} worth */
  function describeMap(worth) {
    const [plus, minus] = [1, -1].map((sign) => Array.from(worth).reduce((sum, each) => sum + Math.max(0, sign * each), 0));
    const share = plus + minus > 0 ? plus / (plus + minus) : 0;
    return `Of what the ink does to the output “${label.value}”, ${formatShare(share, 0)} raises it and ${formatShare(1 - share, 0)} lowers it, by gradient × ink.`;
  }
}
