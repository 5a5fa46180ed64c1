/** What the page says and offers where it has no service: an exported site, or one file. */

import { createElement, getElement } from "../look/elements.js";
import { NEEDS_SERVICE } from "../service/static-service.js";

export function setUpStaticPage() {
  for (const id of ["open-file", "open-camera"]) {
    const button = /** @type {HTMLButtonElement} */ (getElement(id));
    button.disabled = true;
    button.title = NEEDS_SERVICE;
  }
  const random = getElement("random");
  /** @type {ChildNode} */ (random.lastChild).textContent = "Digit";
  random.title = "A simulated digit";
  getElement("source-note").after(createElement("p", { className: "note", id: "needs-service" }, NEEDS_SERVICE));
}
