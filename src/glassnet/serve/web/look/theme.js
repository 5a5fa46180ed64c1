/** The theme: light or dark; the system's until the other one is chosen, which the browser remembers. */

import { forgetPalette } from "./colors.js";
import { getElement } from "./elements.js";

const STORED = "glassnet-theme";

/** @param {() => void} onChange  called after every change of colors */
export function setUpTheme(onChange) {
  const button = getElement("theme");
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

  function show() {
    const text = `Colors: ${isDark() ? "dark" : "light"}. Change to ${isDark() ? "light" : "dark"}`;
    button.setAttribute("aria-label", text);
    button.title = text;
    forgetPalette();
    onChange();
  }

  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    storeTheme(root.dataset.theme);
    show();
  });
  dark.addEventListener("change", show);
  const stored = readTheme();
  if (stored) root.dataset.theme = stored;
  show();
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
