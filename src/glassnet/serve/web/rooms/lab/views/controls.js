/** Controls whose values are parameters of the address. A page has at most three. */

import { createElement } from "../../../look/elements.js";

/**
 * @typedef {{get: (name: string) => string | undefined, set: (name: string, value: string | null) => void}} Settings
 * @typedef {{element: HTMLElement, value: any, update: () => void}} Control
 */

let controls = 0;

/**
 * @param {Settings} settings
 * @param {{name: string, label: string, min: number, max: number, step: number, fallback: number, format?: (value: number) => string}} options
 */
export function createSlider(settings, { name, label, min, max, step, fallback, format = String }) {
  const id = `lab-${name}-${(controls += 1)}`;
  const input = createElement("input", { type: "range", id, min: String(min), max: String(max), step: String(step) });
  const output = createElement("output", { className: "lab-value", htmlFor: id });
  const element = createElement("label", { className: "lab-control", htmlFor: id }, createElement("span", {}, label), input, output);
  input.addEventListener("input", () => settings.set(name, Number(input.value) === fallback ? null : input.value));
  const read = () => {
    const value = Number(settings.get(name) ?? fallback);
    return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
  };
  return {
    element, input,
    get value() { return read(); },
    /** Other limits, such as for another kind of change. @param {{min: number, max: number, step: number, fallback: number}} limits */
    setLimits(limits) {
      ({ min, max, step, fallback } = limits);
      Object.assign(input, { min: String(min), max: String(max), step: String(step) });
    },
    update() {
      input.value = String(read());
      output.textContent = format(read());
      input.setAttribute("aria-valuetext", output.textContent);
    },
  };
}

/**
 * @param {Settings} settings
 * @param {{name: string, label: string, options: () => [value: string, text: string][], fallback: () => string, changed?: () => void}} choice
 */
export function createChoice(settings, { name, label, options, fallback, changed = () => {} }) {
  const select = createElement("select", {});
  const element = createElement("label", { className: "lab-control lab-choice" }, createElement("span", {}, label), select);
  let shown = "";
  select.addEventListener("change", () => {
    changed();
    settings.set(name, select.value === fallback() ? null : select.value);
  });
  const read = () => {
    const wanted = settings.get(name);
    return options().some(([value]) => value === wanted) ? /** @type {string} */ (wanted) : fallback();
  };
  return {
    element,
    get value() { return read(); },
    update() {
      const now = options();
      if (JSON.stringify(now) !== shown) select.replaceChildren(...now.map(([value, text]) => createElement("option", { value }, text)));
      shown = JSON.stringify(now);
      select.value = read();
    },
  };
}

/** @param {Settings} settings @param {{name: string, label: string}} options */
export function createSwitch(settings, { name, label }) {
  const input = createElement("input", { type: "checkbox", role: "switch" });
  const element = createElement("label", { className: "switch lab-switch" }, input, createElement("span", { className: "switch-track", "aria-hidden": "true" }), createElement("span", {}, label));
  input.addEventListener("change", () => settings.set(name, input.checked ? "1" : null));
  return {
    element,
    get value() { return settings.get(name) === "1"; },
    update() { input.checked = settings.get(name) === "1"; },
  };
}

/** @param {string} text @param {() => void} act @param {string} [id] */
export function createButton(text, act, id = "") {
  const button = createElement("button", { type: "button", className: "quiet small boxed" }, text);
  if (id) button.id = id;
  button.addEventListener("click", act);
  return button;
}
