/** Larger letters and stronger contrast, for a projector: until it is turned off, the browser remembers it. */

import { readStored, writeStored } from "../studio/stored.js";
import { forgetPalette } from "./colors.js";

const STORED = "projector";
const root = document.documentElement;
const stronger = matchMedia("(prefers-contrast: more)");
/** @type {() => void} */
let changed = () => {};

/** @param {() => void} onChange  called after every change of colors */
export function setUpProjector(onChange) {
  changed = onChange;
  stronger.addEventListener("change", show);
  show();
}

export function isProjecting() {
  return readStored(STORED, false) === true;
}

/** @param {boolean} isOn */
export function setProjecting(isOn) {
  writeStored(STORED, isOn);
  show(isOn);
}

/** Stronger contrast is also for people whose system asks for it. @param {unknown} [isOn] */
function show(isOn) {
  const isLarge = typeof isOn === "boolean" ? isOn : isProjecting();
  root.toggleAttribute("data-projector", isLarge);
  root.toggleAttribute("data-contrast", isLarge || stronger.matches);
  forgetPalette();
  changed();
}
