/** Asking for the service's key, where it needs one. */

import { getElement } from "../look/elements.js";

/** @type {Promise<string> | null} */
let asking = null;

/** The key that the user types; one dialog, however many requests wait for it. @returns {Promise<string>} */
export function askForKey() {
  asking ??= showDialog().finally(() => { asking = null; });
  return asking;
}

/** @returns {Promise<string>} */
function showDialog() {
  const dialog = /** @type {HTMLDialogElement} */ (getElement("key-dialog"));
  const field = /** @type {HTMLInputElement} */ (getElement("key"));
  field.value = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(field.value), { once: true }));
}
