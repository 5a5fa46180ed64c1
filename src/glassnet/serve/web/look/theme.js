/** The theme: light, dark, or the system's; remembered in the browser. */

import { getElement } from "./elements.js";

const ORDER = /** @type {const} */ (["", "light", "dark"]);
const WORDS = { "": "system", light: "light", dark: "dark" };
const STORED = "glassnet-theme";

/** @param {() => void} onChange  called after every change of colors */
export function setUpTheme(onChange) {
  const button = getElement("theme");
  const root = document.documentElement;

  /** @param {"" | "light" | "dark"} theme */
  function show(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    button.setAttribute("aria-label", `Colors: ${WORDS[theme]}`);
    button.title = `Colors: ${WORDS[theme]}`;
    onChange();
  }

  button.addEventListener("click", () => {
    const theme = ORDER[(ORDER.indexOf(readTheme()) + 1) % ORDER.length];
    storeTheme(theme);
    show(theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
  show(readTheme());
}

function readTheme() {
  let stored = null;
  try { stored = localStorage.getItem(STORED); } catch { /* storage may be forbidden */ }
  return stored === "light" || stored === "dark" ? stored : "";
}

/** @param {string} theme */
function storeTheme(theme) {
  try { localStorage.setItem(STORED, theme); } catch { /* then it is forgotten */ }
}
