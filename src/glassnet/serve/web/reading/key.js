/** Asking for the service's key, where it wants one. */

import { found } from "../look/elements.js";

/** @type {Promise<string> | null} */
let asking = null;

/** The key that somebody types; one dialog, however many requests wait for it. @returns {Promise<string>} */
export function askForKey() {
  asking ??= typed().finally(() => { asking = null; });
  return asking;
}

/** @returns {Promise<string>} */
function typed() {
  const dialog = /** @type {HTMLDialogElement} */ (found("key-dialog"));
  const field = /** @type {HTMLInputElement} */ (found("key"));
  field.value = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(field.value), { once: true }));
}
