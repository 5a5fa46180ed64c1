/** The learning rate of the next update, which can be changed while it trains. */

import { createElement } from "../../../look/elements.js";

const TITLE = "The learning rate from the next update on. Type a number and press Enter; ↑ and ↓ go through 1, 2, 5.";

/**
 * @param {import("../run/learn-run.js").LearnRun} run
 * @param {{change: (rate: number) => void, refuse: (message: string) => void}} on
 */
export function createRateField(run, { change, refuse }) {
  const input = createElement("input", { type: "text", inputMode: "decimal", id: "learn-rate-now", autocomplete: "off", spellcheck: false });
  const element = createElement("label", { className: "learn-rate-now", title: TITLE }, createElement("span", {}, "Rate"), input);
  /** What the field said when it was last filled in. */
  let shown = "";

  function fill() {
    shown = run.rate === null ? "" : formatRate(run.rate);
    if (input.value !== shown) input.value = shown;
    input.removeAttribute("aria-invalid");
  }

  function commit() {
    if (input.value.trim() === shown) return fill();
    const rate = Number(input.value.trim().replace(",", "."));
    if (Number.isFinite(rate) && rate > 0) {
      shown = input.value;
      return change(rate);
    }
    input.setAttribute("aria-invalid", "true");
    refuse("The rate must be a number above 0, such as 0.01.");
  }

  input.addEventListener("keydown", (event) => {
    const keys = /** @type {Record<string, () => void>} */ ({
      Enter: commit, Escape: fill,
      ArrowUp: () => { input.value = stepRate(input.value, 1); }, ArrowDown: () => { input.value = stepRate(input.value, -1); },
    });
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.addEventListener("blur", commit);

  return {
    element,
    /** Follow the run, but not while one types. */
    update() {
      input.disabled = run.plain === null;
      if (document.activeElement !== input || input.value === shown) fill();
    },
  };
}

/** @param {number} rate */
function formatRate(rate) {
  return String(Number(rate.toPrecision(3)));
}

/** The next of ..., 0.01, 0.02, 0.05, 0.1, ... in a direction. @param {string} text @param {1 | -1} direction */
export function stepRate(text, direction) {
  const rate = Number(text);
  if (!(rate > 0) || !Number.isFinite(rate)) return text;
  const power = Math.floor(Math.log10(rate));
  const series = [power - 1, power, power + 1].flatMap((each) => [1, 2, 5].map((digit) => Number(`${digit}e${each}`)));
  const next = direction > 0 ? series.find((each) => each > rate * (1 + 1e-9)) : series.findLast((each) => each < rate * (1 - 1e-9));
  return String(next ?? rate);
}
