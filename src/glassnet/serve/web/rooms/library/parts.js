/** Small elements that the pages of this room share. */

import { createElement } from "../../look/elements.js";

/** @typedef {Node | string} Child */

/** @param {string} address @param {...Child} children */
export function createLink(address, ...children) {
  return createElement("a", { href: address }, ...children);
}

/** @param {string} title @param {...Child} children */
export function createSection(title, ...children) {
  return createElement("section", { className: "library-section" }, createElement("h3", {}, title), ...children);
}

/** The head of a page. @param {string} title @param {...Child} lead */
export function createHead(title, ...lead) {
  return createElement("header", { className: "library-head" }, createElement("h2", {}, title), createElement("p", { className: "lead" }, ...lead));
}

/**
 * A table in a frame that scrolls by itself on a narrow page.
 * @param {string} caption  for screen readers @param {string[]} head @param {Child[][]} rows  the first cell of each is its header
 */
export function createTable(caption, head, rows) {
  const body = rows.map(([first, ...rest]) => createElement("tr", {}, createElement("th", { scope: "row" }, first), ...rest.map((cell) => createElement("td", {}, cell))));
  const table = createElement("table", { className: "library-table" },
    createElement("caption", { className: "visually-hidden" }, caption),
    createElement("thead", {}, createElement("tr", {}, ...head.map((each) => createElement("th", { scope: "col" }, each)))),
    createElement("tbody", {}, ...body));
  return createElement("div", { className: "library-scroll", tabIndex: 0, role: "region", "aria-label": caption }, table);
}

/** @param {string} text @param {() => void} act @param {string} [className] */
export function createButton(text, act, className = "quiet outlined") {
  return createElement("button", { type: "button", className, onclick: act }, text);
}

/** A command of the terminal. @param {string} text */
export function createCommand(text) {
  return createElement("code", { className: "library-command" }, text);
}

/** A switch with its name. @param {string} name @param {boolean} isOn @param {(isOn: boolean) => void} choose */
export function createSwitch(name, isOn, choose) {
  const input = createElement("input", { type: "checkbox", role: "switch", checked: isOn });
  input.addEventListener("change", () => choose(input.checked));
  const track = createElement("span", { className: "switch-track", "aria-hidden": "true" });
  return createElement("label", { className: "switch" }, input, track, createElement("span", {}, name));
}

/** Words in which `names` in backquotes are code. @param {string} text @returns {Child[]} */
export function createWords(text) {
  return text.split("`").map((part, i) => (i % 2 ? createElement("code", {}, part) : part));
}
