/** Light, dark, or as the system has it: remembered, and told to whoever paints. */

import { found } from "./elements.js";

const ORDER = /** @type {const} */ (["", "light", "dark"]);
const WORDS = { "": "as the system has them", light: "light", dark: "dark" };
const STORED = "glassnet-theme";

/** @param {() => void} changed  called after every change of colours */
export function setUpTheme(changed) {
  const button = found("theme");
  const root = document.documentElement;

  /** @param {"" | "light" | "dark"} theme */
  function show(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    button.setAttribute("aria-label", `Colours: ${WORDS[theme]}`);
    button.title = `Colours: ${WORDS[theme]}`;
    changed();
  }

  button.addEventListener("click", () => {
    const theme = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
    remember(theme);
    show(theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  show(current());
}

function current() {
  let stored = null;
  try { stored = localStorage.getItem(STORED); } catch { /* storage may be forbidden */ }
  return stored === "light" || stored === "dark" ? stored : "";
}

/** @param {string} theme */
function remember(theme) {
  try { localStorage.setItem(STORED, theme); } catch { /* then it is forgotten */ }
}
