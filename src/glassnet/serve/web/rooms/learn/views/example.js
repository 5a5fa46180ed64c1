/** The example that was shown last, one at a time: what it is, and what the network made of it. */

import { createElement } from "../../../look/elements.js";
import { withArticle } from "../../../reading/article.js";
import { formatNumber, formatShare } from "../numbers.js";
import { createDigitImage } from "./elements.js";

/** @param {HTMLElement} root @param {import("../run/learn-run.js").LearnRun} run @param {string[]} classNames @param {number[]} shape */
export function createExample(root, run, classNames, shape) {
  const element = createElement("div", { className: "learn-example", role: "status", hidden: true });
  root.append(element);
  /** @type {any} */
  let painted = null;
  return {
    update() {
      const { example } = run;
      element.hidden = !example;
      if (!example || example === painted) return;
      painted = example;
      const { image, label, probabilities, loss, position, of } = example;
      const best = probabilities.indexOf(Math.max(...probabilities));
      const isRight = best === label;
      const text = `Example ${position} of ${of} of this batch: ${withArticle(classNames[label])}, read as ${classNames[best]} (${formatShare(probabilities[best], 0)}), ${isRight ? "right" : "wrong"}. Its loss is ${formatNumber(loss)}.`;
      element.replaceChildren(createDigitImage(image, shape[0], ""), createElement("p", {}, text, position === of ? " The batch is complete: the weights have moved." : ""));
    },
  };
}
