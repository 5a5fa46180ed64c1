/** Choosing a network: a button that names the present one, and a dialog with a card for each. */

import { createElement, getElement } from "../look/elements.js";
import { describeAccuracy, describeShortly, findShownName, groupModels } from "../models/cards.js";
import { createIcon } from "./timeline.js";

/** @param {import("./rooms.js").Store} store */
export function createModelPicker(store) {
  const button = /** @type {HTMLButtonElement} */ (getElement("model"));
  const dialog = /** @type {HTMLDialogElement} */ (getElement("model-dialog"));
  const list = getElement("model-groups");

  function showButton() {
    const { models, modelName, model } = store.state;
    const summary = models.find(({ name }) => name === modelName);
    if (!summary) return;
    const accuracy = describeAccuracy(summary).split(" on ")[0];
    const rest = [describeShortly(summary), accuracy].filter(Boolean).map((text) => ` · ${text}`).join("");
    button.replaceChildren(createElement("strong", {}, summary.name), createElement("span", { className: "model-rest" }, rest), createIcon("down"));
    button.setAttribute("aria-label", `Network: ${summary.name}${rest.replaceAll(" ·", ",")}. Choose another`);
    button.setAttribute("aria-busy", String(model?.name !== modelName));
    button.dataset.model = model?.name ?? "";
  }

  /** @param {import("../models/cards.js").Card} card */
  function createCard({ name, about, size, summary }) {
    const isCurrent = name === findShownName(store.state.modelName, store.state.models);
    const card = createElement("button", { type: "button", className: "model-card", value: name },
      createElement("strong", {}, name), createElement("span", { className: "model-size" }, [size, describeAccuracy(summary)].filter(Boolean).join(" · ")),
      createElement("span", { className: "model-about" }, summary.reads_drawings ? about : `Reads images of ${summary.image_shape.join(" × ")} pixels, not drawings. ${about}`));
    if (isCurrent) card.setAttribute("aria-current", "true");
    card.addEventListener("click", () => {
      if (name !== store.state.modelName) store.set({ modelName: name, selection: null, position: null });
      dialog.close();
    });
    return createElement("li", {}, card);
  }

  button.addEventListener("click", () => {
    list.replaceChildren(...groupModels(store.state.models).map(({ title, cards }) => createElement("section", {},
      createElement("h3", {}, title), createElement("ul", { className: "model-cards" }, ...cards.map(createCard)))));
    dialog.showModal();
    /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"))?.focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target instanceof HTMLAnchorElement) dialog.close(); });
  store.on(["models", "modelName", "model"], showButton);
}
