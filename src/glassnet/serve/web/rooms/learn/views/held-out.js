/** Each drawing that was held out: how it was read before training, and how now. */

import { createElement } from "../../../look/elements.js";
import { outputsOfImages, findClass, takeColumns } from "../../../nn/metrics.js";
import { formatShare } from "../numbers.js";
import { createDigitImage, setText } from "./elements.js";
import { describeMoment } from "./my-digit.js";

/** @param {import("../laboratory.js").Laboratory} laboratory @returns {import("./tabs.js").Tab} */
export function createHeldOut({ run, test, classNames }) {
  const summary = createElement("p", { id: "learn-held-out" });
  const list = createElement("ul", { className: "learn-images" });
  const element = createElement("div", {}, summary, list);
  const size = test.shape[0] * test.shape[1];
  const items = Array.from(test.labels, (label, i) => {
    const words = createElement("span");
    list.append(createElement("li", { className: "learn-held-out" }, createDigitImage(test.images.subarray(i * size, (i + 1) * size), test.shape[0], ""), words));
    return { label, words };
  });

  /** @param {import("../run/history.js").Snapshot} snapshot */
  function read(snapshot) {
    const { recipe } = run;
    if (!recipe) return [];
    const outputs = takeColumns(outputsOfImages(recipe.network, run.parametersOf(snapshot), test.images), classNames.length);
    return items.map((_, row) => findClass(outputs, row));
  }

  function update() {
    const { shown } = run;
    const [first] = run.history.snapshots;
    if (!shown || !first) return;
    const [before, now] = [read(first), read(shown)];
    const name = (/** @type {number} */ found) => classNames[found] ?? "nothing";
    const share = (/** @type {number[]} */ found) => formatShare(found.filter((each, i) => each === items[i].label).length / items.length, 0);
    setText(summary, `Held-out drawings right: ${share(before)} before training, ${share(now)} ${shown === first ? "now" : describeMoment(run)}.`);
    items.forEach(({ label, words }, i) => {
      setText(words, `${name(label)}: ${name(before[i])} → ${name(now[i])}`);
      words.className = now[i] === label ? "right" : "wrong";
    });
  }
  return { id: "held-out", title: "Held out", needs: ["test"], element, update };
}
