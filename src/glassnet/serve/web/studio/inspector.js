/** What is selected, beside the stage: filling it never moves the page. */

import { createElement } from "../look/elements.js";

/** @typedef {ReturnType<typeof createInspector>} Inspector */

/** @param {HTMLElement} root @param {import("./rooms.js").Store} store */
export function createInspector(root, store) {
  const title = createElement("h2", { id: "inspector-title", className: "inspector-title" });
  const close = createElement("button", { type: "button", id: "inspector-close", className: "close", "aria-label": "Let go of the selection", title: "Let go (Escape)" }, "×");
  const body = createElement("div", { id: "inspector-body", className: "inspector-body", tabIndex: 0, role: "region", "aria-labelledby": "inspector-title" });
  root.append(createElement("div", { className: "inspector-head" }, title, close), body);

  close.addEventListener("click", () => {
    store.set({ selection: null });
    document.getElementById("network")?.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    const isElsewhere = event.target instanceof HTMLElement && event.target.closest("dialog, #sheet, input, select, textarea");
    if (event.key !== "Escape" || isElsewhere || !store.state.selection) return;
    store.set({ selection: null });
  });

  return {
    /** @param {string} heading @param {(Node | string)[]} nodes @param {{closable?: boolean}} [options]  `closable` where something is selected */
    show(heading, nodes, { closable = false } = {}) {
      root.hidden = false;
      root.classList.toggle("selected", closable);
      close.hidden = !closable;
      title.textContent = heading;
      const { scrollTop } = body;
      const giveBackFocus = holdFocus(body);
      body.replaceChildren(...nodes);
      giveBackFocus();
      body.scrollTop = scrollTop;
    },
    clear() {
      root.hidden = true;
      root.classList.remove("selected");
      body.replaceChildren();
    },
  };
}

/** A function that gives the focus back after the content was replaced: to the button in the same place, else to the whole. @param {HTMLElement} body */
function holdFocus(body) {
  const list = () => [...body.querySelectorAll("button, a, summary, select")];
  const focused = document.activeElement;
  if (!focused || focused === body || !body.contains(focused)) return () => {};
  const { className } = focused;
  const index = list().indexOf(focused);
  return () => {
    const next = body.contains(focused) ? focused : list()[index];
    const target = next?.className === className ? next : body;
    /** @type {HTMLElement} */ (target).focus({ preventScroll: true });
  };
}
