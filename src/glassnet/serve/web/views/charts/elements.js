/** The elements of a line chart: title, legend, canvas, and its description in words. */

import { findLongest, findRange } from "./series.js";

let charts = 0;

/** @param {string} label @param {string} xLabel */
export function createElements(label, xLabel) {
  const figure = createElement("figure", "chart");
  const head = createElement("figcaption", "chart-head");
  const title = createElement("span", "chart-title", label);
  const place = createElement("span", "chart-place");
  const legend = createElement("ul", "chart-legend");
  const canvas = /** @type {HTMLCanvasElement} */ (createElement("canvas", "chart-canvas"));
  const description = createElement("p", "visually-hidden");
  description.id = `chart-description-${(charts += 1)}`;
  canvas.tabIndex = 0;
  // A slider along the x axis: screen readers read its text whenever the arrow keys move it.
  setAttributes(canvas, { role: "slider", "aria-label": `${label}, values by ${xLabel}`, "aria-describedby": description.id });
  head.append(title, place);
  figure.append(head, canvas, legend, description);

  /** @param {import("./series.js").Series[]} all @param {number | null} x @param {string} text */
  function setPlace(all, x, text) {
    const longest = findLongest(all);
    const [low, high] = (longest && findRange([longest.xs])) ?? [0, 0];
    setAttributes(canvas, { "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": x ?? high, "aria-valuetext": text });
  }

  return { figure, place, legend, canvas, description, setPlace };
}

/** @param {string} tag @param {string} className @param {string} [text] */
function createElement(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

/** @param {Element} element @param {Record<string, string | number>} attributes */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
