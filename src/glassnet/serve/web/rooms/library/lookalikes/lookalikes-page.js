/** Digits that look like others: what each network reads in them, computed in the page. */

import { createElement } from "../../../look/elements.js";
import { answer } from "../../../models/answer.js";
import { groupModels } from "../../../models/cards.js";
import { renderDrawing } from "../../../studio/render-drawing.js";
import { createDigitImage } from "../../learn/views/elements.js";
import { formatShare } from "../../learn/numbers.js";
import { createButton, createHead, createSection, createTable } from "../parts.js";
import { FORMS } from "./forms.js";

/**
 * @typedef {import("../../../models/page-model.js").PageModel} PageModel
 * @typedef {import("./forms.js").Form} Form
 */

/** The pen of the sheet, in its units. */
const PEN = 18;
/** Larger networks are loaded only when somebody asks for them. */
const MAX_PARAMETERS = 200_000;

/** @type {import("../room.js").Page} */
export function createLookalikes(context, root) {
  const { store, service } = context;
  const status = createElement("p", { className: "note", role: "status" }, "Loading the networks …");
  const results = createElement("div", { className: "library-groups" });
  let isOpen = true;

  root.append(
    createHead("Digits that look like others", "Handwriting has no borders: some ways to write a digit look like another one. A network that has seen few of them is sure and wrong. These are drawn for this page; each one opens in Read."),
    status, results,
  );

  async function show() {
    const names = listNames(store);
    if (!names.length) return;
    const loaded = await Promise.allSettled(names.map((name) => service.loadModel(name)));
    if (!isOpen) return;
    const models = loaded.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const failed = loaded.length - models.length;
    status.textContent = failed ? `${failed} of ${loaded.length} networks could not be loaded.` : "";
    results.replaceChildren(...FORMS.map((form) => createForm(context, form, models)));
  }

  const stop = store.on(["models"], show);
  show();
  return () => {
    isOpen = false;
    stop();
  };
}

/** The networks that read drawings, as the page groups them: the small ones, and the one that is chosen. @param {import("../../../studio/rooms.js").Store} store */
function listNames({ state }) {
  return groupModels(state.models).flatMap(({ cards }) => cards)
    .filter(({ name, summary }) => summary.reads_drawings && (summary.parameter_count <= MAX_PARAMETERS || name === state.modelName))
    .map(({ name }) => name);
}

/** @param {import("../../../studio/rooms.js").Context} context @param {Form} form @param {PageModel[]} models */
function createForm({ bench }, { label, title, why, strokes }, models) {
  const pixels = /** @type {Uint8Array} */ (renderDrawing({ kind: "strokes", strokes, pen: PEN }, false).pixels);
  const open = () => {
    bench.show({ kind: "strokes", strokes: strokes.map((stroke) => stroke.map(([x, y]) => [x, y])), pen: PEN });
    location.hash = "#/read";
  };
  const rows = models.map((model) => {
    const { label: found, best, confidence } = answer(model, pixels);
    const text = found ?? `no digit (most like ${model.classNames[best]})`;
    const reading = createElement("span", found === label ? {} : { className: "wrong" }, text);
    return [model.name, reading, formatShare(confidence)];
  });
  return createSection(title,
    createElement("div", { className: "library-lookalike" },
      createDigitImage(pixels, 28, `A ${label}: ${title.toLowerCase()}`),
      createElement("div", {}, createElement("p", {}, `Meant: ${label}. ${why}`), createTable(`What networks read in “${title}”`, ["network", "reads", "how sure"], rows), createButton("Open in Read", open))));
}
