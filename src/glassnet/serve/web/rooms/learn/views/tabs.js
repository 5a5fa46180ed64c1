/** Views of which one is open at a time. */

import { createElement } from "../../../look/elements.js";

/**
 * @typedef {{id: string, title: string, needs: string[], element: HTMLElement, update: () => void}} Tab
 *   `needs`: what has to be analyzed while it is open
 */

/** @param {HTMLElement} root @param {Tab[]} tabs @param {(tab: Tab) => void} opened */
export function createTabs(root, tabs, opened) {
  let open = tabs[0];
  const buttons = tabs.map((tab) => {
    tab.element.id = `learn-panel-${tab.id}`;
    tab.element.setAttribute("role", "tabpanel");
    tab.element.setAttribute("aria-labelledby", `learn-tab-${tab.id}`);
    tab.element.tabIndex = 0;
    tab.element.classList.add("learn-panel");
    return createElement("button", { type: "button", id: `learn-tab-${tab.id}`, role: "tab", "aria-controls": tab.element.id, onclick: () => select(tab) }, tab.title);
  });
  const list = createElement("div", { className: "learn-tabs", role: "tablist", "aria-label": "Look closer" }, ...buttons);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (tabs.indexOf(open) + step + tabs.length) % tabs.length;
    select(tabs[next]);
    buttons[next].focus();
  });
  root.append(createElement("section", { className: "learn-closer" }, list, ...tabs.map(({ element }) => element)));

  /** @param {Tab} tab */
  function select(tab) {
    open = tab;
    tabs.forEach((each, i) => {
      each.element.hidden = each !== tab;
      buttons[i].setAttribute("aria-selected", String(each === tab));
      buttons[i].tabIndex = each === tab ? 0 : -1;
    });
    opened(tab);
    tab.update();
  }
  return { select, start: () => select(open), update: () => open.update(), get open() { return open; } };
}
