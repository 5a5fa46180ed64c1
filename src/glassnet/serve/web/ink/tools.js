/** The buttons under the sheet. */

import { found } from "../look/elements.js";

/** @param {import("./sheet.js").Sheet} sheet @param {{random: () => void}} listener */
export function setUpTools(sheet, { random }) {
  const [undo, redo, eraser, clear] = ["undo", "redo", "eraser", "clear"].map((id) => /** @type {HTMLButtonElement} */ (found(id)));
  const width = /** @type {HTMLInputElement} */ (found("pen-width"));

  undo.addEventListener("click", sheet.undo);
  redo.addEventListener("click", sheet.redo);
  clear.addEventListener("click", sheet.clear);
  width.addEventListener("input", () => sheet.setPen(Number(width.value)));
  eraser.addEventListener("click", () => {
    sheet.setErasing(!sheet.erasing);
    eraser.setAttribute("aria-pressed", String(sheet.erasing));
  });
  found("random").addEventListener("click", random);

  return {
    show() {
      undo.disabled = !sheet.canUndo;
      redo.disabled = !sheet.canRedo;
      clear.disabled = sheet.isEmpty;
      width.value = String(sheet.pen);
      found("invitation").classList.toggle("gone", !sheet.isEmpty);
    },
    /** @param {string} text */
    note(text) {
      found("source-note").textContent = text;
    },
  };
}
