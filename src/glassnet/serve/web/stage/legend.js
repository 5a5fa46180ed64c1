/** What the colors and lines mean through the present lens. */

import { createElement } from "../look/elements.js";

export function createLegend() {
  const [low, high, line, maps] = [0, 1, 2, 3].map(() => createElement("span"));
  const key = createElement("span", { className: "key" },
    createElement("span", { className: "swatch negative", "aria-hidden": "true" }), low,
    createElement("span", { className: "ramp", "aria-hidden": "true" }), high,
    createElement("span", { className: "swatch positive", "aria-hidden": "true" }));
  const element = createElement("p", { className: "legend" }, key, line, maps);
  return {
    element,
    /** @param {import("./lens.js").Lens} lens @param {boolean} hasMaps */
    show({ legend }, hasMaps) {
      low.textContent = legend.low;
      high.textContent = legend.high;
      line.textContent = `${legend.line}, ${legend.node}`;
      maps.textContent = hasMaps ? "maps: blue below zero, orange above" : "";
    },
  };
}
