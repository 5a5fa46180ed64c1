/** Dream: the image that the network takes most surely for a class. */

import { createElement } from "../../../look/elements.js";
import { formatPercent } from "../../../reading/numbers.js";
import { countProducts } from "../core/subject.js";
import { AREA } from "../core/images.js";
import { formatShare } from "../lab.js";
import { name } from "../views/answer-view.js";
import { createButton, createChoice, createSlider } from "../views/controls.js";
import { createPicture } from "../views/pictures.js";

const STEPS = 40;
const STARTS = /** @type {[string, string][]} */ ([["blank", "blank paper"], ["mine", "my digit"]]);

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "dream",
  title: "Dream",
  question: "What is its idea of a digit?",
  hint: "The image changes step by step so that the network becomes surer of a class. Begin with your own digit and make another one of it. Does it look like that to you?",
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const label = createChoice(lab.settings, { name: "as", label: "Class", options: () => lab.model.classNames.map((each) => [each, each]), fallback: () => lab.model.classNames[3 % lab.model.classNames.length] });
  const smoothness = createSlider(lab.settings, { name: "smooth", label: "Smoothness", min: 0, max: 2.5, step: 0.25, fallback: 1, format: (value) => `${value} pixels` });
  const start = createChoice(lab.settings, { name: "from", label: "Beginning with", options: () => STARTS, fallback: () => "blank" });
  const picture = createPicture("", "large");
  const use = createButton("Put it on the sheet", () => lab.context.bench.show({ kind: "pixels", pixels: image }), "lab-use");
  let image = new Uint8Array(AREA);
  let isDone = false;
  /** Of which dream the picture is. */
  let shownKey = "";

  const index = () => lab.model.classNames.indexOf(label.value);
  const key = () => `dream:${index()}:${smoothness.value}:${start.value === "mine" ? lab.pixels.join() : ""}`;

  /** @param {Uint8Array} next */
  function paint(next) {
    image = next;
    picture.showInk(image);
    picture.setCaption(`A dream of ${label.value}, ${isDone ? `after ${STEPS} steps` : "growing"}`);
  }

  return {
    controls: [label, smoothness, start],
    view: [createElement("div", { className: "lab-pictures" }, picture.element, use)],
    show() {
      if (shownKey !== `${lab.model.name}:${key()}`) {
        isDone = false;
        paint(start.value === "mine" ? lab.pixels.slice() : new Uint8Array(AREA));
      } else paint(image);
      shownKey = `${lab.model.name}:${key()}`;
      const now = lab.answer(image);
      return { now, image, saw: isDone ? `The network reads its own dream as ${name(now)}.` : "The dream is growing." };
    },
    jobs() {
      const begin = start.value === "mine" ? Float64Array.from(lab.pixels, (gray) => gray / 255) : null;
      const jobs = [/** @type {import("../jobs.js").Job} */ ({
        key: key(), title: `${STEPS} steps towards ${label.value}`, task: "dream", cost: 3 * STEPS * countProducts(lab.model.network),
        settings: { label: index(), smoothness: smoothness.value, steps: STEPS, start: begin },
        onPartial: paint,
        onResult(/** @type {Uint8Array} */ result) {
          const isNew = !isDone;
          isDone = true;
          paint(result);
          if (isNew) lab.refresh();
        },
      })];
      if (!isDone) return jobs;
      const count = lab.count();
      const probability = lab.answer(image).probabilities[index()];
      jobs.push(lab.measure({
        key: `lessSure:${key()}`, title: `The test digits that are ${label.value}`, task: "lessSure", count, settings: { label: index(), probability },
        onResult: ({ lower, count: all }) => lab.showNumber({
          number: formatShare(lower / all),
          meaning: `of the ${all.toLocaleString("en")} real ${label.value}s among ${lab.nameDigits(count)} convince the network less than this dream, of which it is ${formatPercent(probability)}\u202f% sure.`,
        }),
      }));
      return jobs;
    },
  };
}
