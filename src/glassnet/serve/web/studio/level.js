/** The switch between pictures, numbers and formulas. */

import { createElement } from "../look/elements.js";

const LEVELS = /** @type {const} */ ([[1, "Pictures"], [2, "Numbers"], [3, "Formulas"]]);

/** @param {HTMLElement} root @param {import("./rooms.js").Store} store @returns {import("./rooms.js").Level} */
export function createLevel(root, store) {
  const inputs = LEVELS.map(([value, name]) => {
    const input = createElement("input", { type: "radio", name: "level", value: String(value), "aria-label": name });
    input.addEventListener("change", () => store.set({ level: value }));
    root.append(createElement("label", { title: `Level ${value}: ${describe(value)}` }, input, createElement("span", { "aria-hidden": "true", "data-short": String(value) }, name)));
    return input;
  });

  function show() {
    const { level } = store.state;
    document.documentElement.dataset.level = String(level);
    inputs.forEach((input, i) => { input.checked = LEVELS[i][0] === level; });
  }

  store.on(["level"], show);
  show();
  return {
    get value() { return store.state.level; },
    on: (listener) => store.on(["level"], (state) => listener(state.level)),
  };
}

/** @param {1 | 2 | 3} level */
function describe(level) {
  return { 1: "pictures only", 2: "pictures and numbers", 3: "pictures, numbers and formulas" }[level];
}
