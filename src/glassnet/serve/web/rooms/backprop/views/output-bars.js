/** Beside each output: its probability with the target, or in the backward phases its error. */

import { createElement } from "../../../look/elements.js";
import { formatPercent } from "../../../reading/numbers.js";
import { formatFixed } from "../core/decimals.js";

/** @param {import("../../../stage/stage.js").Stage} stage */
export function createOutputBars(stage) {
  const list = createElement("ol", { className: "output-bars", id: "output-bars", "aria-label": "Outputs" });
  stage.overlay.append(list);
  stage.onLayout((places) => {
    if (!list.isConnected) stage.overlay.append(list);
    list.hidden = !places;
    [...list.children].forEach((item, i) => {
      const place = places?.[i];
      if (place) Object.assign(/** @type {HTMLElement} */ (item).style, { left: `${place.left + 12}px`, width: `${place.width - 12}px`, top: `${place.middle}px` });
    });
  });
  return {
    /** @param {{names: string[], probabilities: ArrayLike<number>, targets: ArrayLike<number>, errors: ArrayLike<number>, label: number, mode: "none" | "probability" | "error"}} state */
    show({ names, probabilities, targets, errors, label, mode }) {
      if (list.children.length !== names.length) {
        list.replaceChildren(...names.map(() => createElement("li", {}, createElement("span", { className: "track", "aria-hidden": "true" }, createElement("i"), createElement("b")), createElement("span", { className: "value numbers" }))));
        stage.repaint();
      }
      names.forEach((name, i) => {
        const item = /** @type {HTMLElement} */ (list.children[i]);
        const value = mode === "error" ? errors[i] : probabilities[i];
        item.hidden = mode === "none";
        item.classList.toggle("signed", mode === "error");
        item.classList.toggle("negative", mode === "error" && value < 0);
        item.classList.toggle("label", i === label);
        item.style.setProperty("--share", String(Math.min(1, Math.abs(value))));
        item.style.setProperty("--target", String(targets[i]));
        item.title = mode === "error" ? `${name}: error ${formatFixed(value, 4)}` : `${name}: ${formatPercent(value)} %, target ${formatPercent(targets[i])} %`;
        /** @type {HTMLElement} */ (item.lastElementChild).textContent = mode === "error" ? formatFixed(value, 4) : `${formatPercent(value)}\u202f%`;
      });
    },
  };
}
