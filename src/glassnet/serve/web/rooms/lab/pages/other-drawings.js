/** Drawings beside the one in hand: simulated digits of each class, and those that the user keeps. */

import { imageAt } from "../../../data/labeled-images.js";
import { withArticle } from "../../../reading/article.js";
import { createButton, createChoice } from "../views/controls.js";

const MAX_KEPT = 2;

/** A choice of another drawing. @param {import("../lab.js").Lab} lab @param {{name: string, label: string, fallback: string}} options */
export function createDrawingChoice(lab, { name, label, fallback }) {
  const kept = () => lab.drawings.map((_, i) => /** @type {[string, string]} */ ([`kept${i + 1}`, lab.drawings.length > 1 ? `the drawing kept ${["first", "last"][i]}` : "the drawing I kept"]));
  const choice = createChoice(lab.settings, { name, label, options: () => [...[..."0123456789"].map((each) => /** @type {[string, string]} */ ([each, withArticle(each)])), ...kept()], fallback: () => fallback });
  return {
    ...choice, element: choice.element, update: choice.update,
    get value() { return choice.value; },
    /** The drawing's pixels; blank until the samples are there. @returns {Uint8Array} */
    get image() {
      const { value } = choice;
      if (value.startsWith("kept")) return lab.drawings[Number(value.slice(4)) - 1];
      const { samples } = lab;
      if (!samples) return new Uint8Array(784);
      return imageAt(samples, samples.labels.indexOf(samples.classNames.indexOf(value)));
    },
  };
}

/** A button that keeps the drawing in hand as another one. @param {import("../lab.js").Lab} lab @param {() => string} into  the setting that is to show it */
export function createKeepButton(lab, into) {
  return createButton("Keep my drawing, and draw another", () => {
    const setting = into();
    const number = lab.drawings.length < MAX_KEPT ? lab.drawings.length : MAX_KEPT - 1;
    lab.drawings[number] = lab.pixels.slice();
    lab.settings.set(setting, `kept${number + 1}`);
    lab.context.bench.sheet.clear();
  }, "lab-keep");
}
