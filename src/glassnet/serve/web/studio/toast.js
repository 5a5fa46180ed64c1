/** Short messages over the page: they never move what is below them. */

import { createElement } from "../look/elements.js";

/** @typedef {ReturnType<typeof createToast>} Toast */

const SECONDS = 6;

/** @param {HTMLElement} root  a live region */
export function createToast(root) {
  /** @type {Map<string, {element: HTMLElement, timer: number}>} */
  const shown = new Map();

  /** @param {string} id */
  function hide(id) {
    const entry = shown.get(id);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.element.remove();
    shown.delete(id);
  }

  return {
    /**
     * Show a message; another one of the same id is replaced. Errors stay until they are hidden.
     * @param {string} text @param {{id?: string, kind?: "message" | "error"}} [options]
     */
    show(text, { id = text, kind = "message" } = {}) {
      if (shown.get(id)?.element.firstChild?.textContent === text && kind === "error") return;
      hide(id);
      const close = createElement("button", { type: "button", className: "close", "aria-label": "Close this message", onclick: () => hide(id) }, "×");
      const element = createElement("div", { className: `message ${kind}` }, createElement("p", {}, text), close);
      root.append(element);
      const timer = kind === "error" ? 0 : window.setTimeout(() => hide(id), 1000 * SECONDS);
      shown.set(id, { element, timer });
    },
    hide,
  };
}
