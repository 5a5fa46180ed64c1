/** Small elements that the views of this room share. */

import { createElement } from "../../../look/elements.js";
import { createIcon } from "../../../studio/timeline.js";

/** @param {string} text @param {() => void} act @param {{title?: string, className?: string, icon?: string, id?: string}} [options] */
export function createButton(text, act, { title = "", className = "quiet small", icon = "", id = "" } = {}) {
  const button = createElement("button", { type: "button", className, title, onclick: act }, ...(icon ? [createIcon(icon)] : []), createElement("span", {}, text));
  if (id) button.id = id;
  return button;
}

/** A field with its name. @param {string} name @param {HTMLElement} input @param {string} [hint] */
export function createField(name, input, hint = "") {
  return createElement("label", { className: "learn-field", title: hint }, createElement("span", {}, name), input);
}

/** @param {[value: string, text: string][]} options @param {string} value @param {(value: string) => void} choose */
export function createSelect(options, value, choose) {
  const select = createElement("select", {}, ...options.map(([each, text]) => createElement("option", { value: each }, text)));
  select.value = value;
  select.addEventListener("change", () => choose(select.value));
  return select;
}

/** Set text only where it changed. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Gray levels as an image of ink on paper; without a label it stands beside words that say what it is. @param {ArrayLike<number>} image @param {number} side @param {string} label */
export function createDigitImage(image, side, label) {
  const canvas = createElement("canvas", { width: side, height: side, className: "learn-digit", ...(label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": "true" }) });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const data = context.createImageData(side, side);
  for (let i = 0; i < side * side; i++) data.data.set([0, 0, 0, image[i]], 4 * i);
  context.putImageData(data, 0, 0);
  return canvas;
}
