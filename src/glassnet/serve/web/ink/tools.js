/** The buttons under the sheet. */

import { getElement } from "../look/elements.js";

/** @param {import("./sheet.js").Sheet} sheet @param {{random: () => void}} listener */
export function setUpTools(sheet, { random }) {
  const [undo, redo, eraser, clear] = ["undo", "redo", "eraser", "clear"].map((id) => /** @type {HTMLButtonElement} */ (getElement(id)));
  const width = /** @type {HTMLInputElement} */ (getElement("pen-width"));

  undo.addEventListener("click", sheet.undo);
  redo.addEventListener("click", sheet.redo);
  clear.addEventListener("click", sheet.clear);
  width.addEventListener("input", () => sheet.setPen(Number(width.value)));
  eraser.addEventListener("click", () => {
    sheet.setErasing(!sheet.erasing);
    eraser.setAttribute("aria-pressed", String(sheet.erasing));
  });
  getElement("random").addEventListener("click", random);

  return {
    update() {
      undo.disabled = !sheet.canUndo;
      redo.disabled = !sheet.canRedo;
      clear.disabled = sheet.isEmpty;
      width.value = String(sheet.pen);
      getElement("hint").classList.toggle("hidden", !sheet.isEmpty);
    },
    /** @param {string} text */
    setNote(text) {
      getElement("source-note").textContent = text;
    },
  };
}
