/** Below the sheet: the classes, their drawings, and what one does with them. */

import { createElement } from "../../../look/elements.js";
import { withArticle } from "../../../reading/article.js";
import { canFineTune } from "../own/own-recipe.js";
import { findMissing, render } from "../own/own-digits.js";
import { readStrokeFile, writeStrokeFile } from "../own/stroke-file.js";
import { MAX_CLASSES } from "../own/drawing-set.js";
import { createButton, createDigitImage, createSelect, setText } from "./elements.js";
import { saveFile } from "./save.js";

const SIDE = 28;
const MAX_FILE_BYTES = 8e6;

/**
 * @param {import("../../../studio/rooms.js").Context} context @param {import("../own/drawing-set.js").DrawingSet} set
 * @param {{models: readonly import("../../../models/page-model.js").ModelSummary[], startName: string, trainedOn: number | null, train: (startName: string) => void, goBack: () => void}} options
 *   `trainedOn`: the version of the set that the room trains on
 */
export function createOwnSet({ bench, slots, toast, announce }, set, { models, startName, trainedOn, train, goBack }) {
  const list = createElement("ol", { className: "learn-own-classes" });
  const note = createElement("p", { className: "note", role: "status" });
  const offered = models.filter(canFineTune).map(({ name }) => /** @type {[string, string]} */ ([name, `Fine-tune ${name}`]));
  let start = offered.some(([name]) => name === startName) ? startName : "";
  const starts = createSelect([...offered, ["", "A new network"]], start, (name) => {
    start = name;
    update();
  });
  starts.setAttribute("aria-label", "Begin with");
  const trainButton = createButton("Use these drawings", () => train(start), { className: "primary small", id: "learn-own-train" });
  const file = createElement("input", { type: "file", accept: ".jsonl", hidden: true, id: "learn-own-file", "aria-label": "A stroke file" });
  file.addEventListener("change", load);
  slots.bench.append(createElement("section", { className: "learn-own", "aria-label": "Your own set" },
    createElement("h2", { className: "heading" }, "Your own set"), list,
    createElement("div", { className: "learn-actions" }, createButton("Add a class", addClass, { id: "learn-own-class" })),
    createElement("div", { className: "learn-actions" }, starts, trainButton), note,
    createElement("div", { className: "learn-actions" },
      createButton("Download", download, { id: "learn-own-download", title: "As a stroke file, for glassnet train --data" }),
      createButton("Load", () => file.click(), { title: "A stroke file, .jsonl" }), file, createButton("Back to MNIST", goBack, { id: "learn-own-leave" }))));

  /** @param {number} index */
  function add(index) {
    const { drawing } = bench.sheet;
    if (drawing.kind !== "strokes" || drawing.strokes.length === 0) return toast.show("Draw something on the sheet first. Pictures and MNIST digits have no strokes.", { id: "learn" });
    set.add(index, drawing.strokes.map((stroke) => stroke.slice()));
    bench.sheet.clear();
    announce(`Added to ${set.classes[index].name}.`);
    update();
  }

  function addClass() {
    set.addClass();
    update();
    /** @type {HTMLInputElement | null} */ (list.querySelector("li:last-child input"))?.select();
  }

  /** @param {number} index @param {HTMLInputElement} field */
  function rename(index, field) {
    try {
      set.rename(index, field.value);
    } catch (/** @type {any} */ error) {
      field.value = set.classes[index].name;
      toast.show(error.message, { id: "learn" });
    }
    update();
  }

  async function load() {
    const [chosen] = file.files ?? [];
    file.value = "";
    if (!chosen) return;
    try {
      if (chosen.size > MAX_FILE_BYTES) throw new Error("The file is too large: at most 8 MB.");
      set.load(readStrokeFile(await chosen.text()));
      update();
    } catch (/** @type {any} */ error) {
      toast.show(`${chosen.name}: ${error.message}`, { id: "learn", kind: "error" });
    }
  }

  function download() {
    saveFile("drawings.jsonl", writeStrokeFile(set.drawings), "application/jsonl");
  }

  /** @param {import("../own/drawing-set.js").DrawnClass} each @param {number} index */
  function createRow({ name, drawings }, index) {
    const field = createElement("input", { type: "text", value: name, maxLength: 20, "aria-label": `Name of class ${index + 1}`, autocomplete: "off" });
    field.addEventListener("change", () => rename(index, field));
    const images = drawings.map((strokes, i) => {
      const remove = () => {
        set.remove(index, i);
        update();
      };
      return createElement("button", { type: "button", className: "learn-own-drawing", title: "Remove this drawing", "aria-label": `Remove drawing ${i + 1} of ${name}`, onclick: remove }, createDigitImage(render(strokes), SIDE, ""));
    });
    const removeClass = () => {
      set.removeClass(index);
      update();
    };
    return createElement("li", {}, field, createButton("Add", () => add(index), { title: `The drawing on the sheet is ${withArticle(name)}`, className: "quiet small outlined learn-own-add" }),
      createElement("span", { className: "learn-own-count" }, String(drawings.length)),
      ...(drawings.length === 0 && set.classes.length > 2 ? [createElement("button", { type: "button", className: "close", "aria-label": `Remove class ${name}`, onclick: removeClass }, "×")] : []),
      createElement("div", { className: "learn-own-drawings" }, ...images));
  }

  function update() {
    const focused = [...list.querySelectorAll("button, input")].indexOf(/** @type {Element} */ (document.activeElement));
    list.replaceChildren(...set.classes.map(createRow));
    if (focused >= 0) /** @type {HTMLElement | undefined} */ (list.querySelectorAll("button, input")[focused])?.focus();
    const missing = findMissing(set.classes);
    const isTrained = trainedOn === set.version && start === startName;
    trainButton.disabled = missing !== "" || isTrained;
    setText(note, missing || (isTrained ? "The room shows these drawings: press Train." : "Press “Use these drawings”, then Train."));
    /** @type {HTMLButtonElement} */ (slots.bench.querySelector("#learn-own-class")).disabled = set.classes.length >= MAX_CLASSES;
    /** @type {HTMLButtonElement} */ (slots.bench.querySelector("#learn-own-download")).disabled = set.count === 0;
  }

  update();
  return { remove: () => slots.bench.replaceChildren() };
}
