/** The strip above the stage: the label, the network, the notation, and the mark of the check against Python. */

import { createElement } from "../../../look/elements.js";
import { NOTATIONS } from "../core/notation.js";

/**
 * @param {HTMLElement} root @param {HTMLElement} strip
 * @param {{chooseLabel: (index: number) => void, chooseNotation: (id: string) => void, chooseView: (isTiny: boolean) => void, check: () => void}} on
 */
export function createControls(root, strip, on) {
  const label = createElement("select", { id: "backprop-label" });
  const notation = createElement("select", { id: "backprop-notation" }, ...NOTATIONS.map(({ id, name }) => createElement("option", { value: id }, name)));
  const [digit, tiny] = ["Your digit", "2-3-2, by hand"].map((name, i) => {
    const input = createElement("input", { type: "radio", name: "backprop-view", id: i ? "backprop-tiny" : "backprop-digit" });
    input.addEventListener("change", () => on.chooseView(i === 1));
    return { input, element: createElement("label", {}, input, createElement("span", {}, name)) };
  });
  const mark = createElement("p", { id: "backprop-check", className: "backprop-check", role: "status" });
  const ask = createElement("button", { type: "button", id: "backprop-ask", className: "quiet small" }, "Check against Python");
  label.addEventListener("change", () => on.chooseLabel(Number(label.value)));
  notation.addEventListener("change", () => on.chooseNotation(notation.value));
  ask.addEventListener("click", on.check);
  strip.append(createElement("div", { className: "backprop-checked numbers" }, mark, ask));
  root.append(createElement("div", { className: "backprop-controls" },
    createElement("label", { className: "field" }, "Label", label),
    createElement("fieldset", { className: "level" }, createElement("legend", { className: "visually-hidden" }, "Network"), digit.element, tiny.element),
    createElement("label", { className: "field formulas" }, "Symbols", notation)));
  let names = "";
  return {
    /** @param {{outputs: string[], label: number, notation: string, isTiny: boolean}} state */
    show(state) {
      if (names !== state.outputs.join("\n")) {
        names = state.outputs.join("\n");
        label.replaceChildren(...state.outputs.map((name, i) => createElement("option", { value: String(i) }, name)));
      }
      label.value = String(state.label);
      notation.value = state.notation;
      digit.input.checked = !state.isTiny;
      tiny.input.checked = state.isTiny;
    },
    /** @param {string} text @param {{isRight?: boolean, canAsk?: boolean}} [state] */
    setMark(text, { isRight = false, canAsk = false } = {}) {
      mark.textContent = text;
      mark.classList.toggle("right", isRight);
      ask.hidden = !canAsk;
    },
  };
}
