/** A worksheet to print, with the digit in hand: the page draws, solves and shows it, and saves it as a file. */

import { createElement } from "../../../look/elements.js";
import { TASKS, describePages } from "../../../worksheets/pages.js";
import { adoptSheetStyle } from "../../../worksheets/sheet-style.js";
import { createSheets, writeSheetFile } from "../../../worksheets/sheet-view.js";
import { makeWorksheet } from "../../../worksheets/worksheet.js";
import { saveFile } from "../../learn/views/save.js";
import { createButton, createCommand, createHead, createLink, createSwitch } from "../parts.js";

const MAX_SEED = 999_999_999;
const MAX_COUNT = 40;
/** What can be printed, with its minutes; task 2 goes on with the derivatives of task 1. @type {[value: string, text: string][]} */
const CHOICES = [
  ["1.2.3.4", "All four (45 minutes)"], ["1.2", "1, 2: a tiny network, an update (28)"], ["1", "1: a tiny network (20)"],
  ["3.4", "3, 4: a sum, a confusion matrix (17)"], ["3", "3: a sum of 16 terms (7)"], ["4", "4: a confusion matrix (10)"],
];

/** @type {import("../room.js").Page} */
export function createWorksheetPage({ store }, root) {
  const seed = createNumberField("Seed", { min: 0, max: MAX_SEED, id: "worksheet-seed" });
  const count = createNumberField("Sheets", { min: 1, max: MAX_COUNT, id: "worksheet-count" });
  const tasks = createElement("select", { id: "worksheet-tasks" }, ...CHOICES.map(([value, text]) => createElement("option", { value }, text)));
  const tasksField = createElement("label", { className: "field", htmlFor: "worksheet-tasks" }, createElement("span", {}, "Tasks"), tasks);
  const keys = createSwitch("With keys", true, show);
  const keysInput = /** @type {HTMLInputElement} */ (keys.querySelector("input"));
  const note = createElement("p", { className: "note", role: "status" });
  const holder = createElement("div", { className: "library-sheets", tabIndex: 0, role: "region", "aria-label": "Sheets and keys" });
  const print = createButton("Print", () => window.print());
  const save = createButton("Save as HTML", saveSheets);
  const other = createButton("Another sheet", () => choose({ seed: (readSeed() + readCount()) % (MAX_SEED + 1) }));
  let title = "";

  const readSeed = () => readWhole(store.state.params.seed, { min: 0, max: MAX_SEED, fallback: 1 });
  const readCount = () => readWhole(store.state.params.count, { min: 1, max: MAX_COUNT, fallback: 1 });

  const readTasks = () => (CHOICES.find(([value]) => value === store.state.params.tasks) ?? CHOICES[0])[0];

  /** @param {{seed?: number, count?: number}} changed */
  function choose({ seed: nextSeed = readSeed(), count: nextCount = readCount() }) {
    store.set({ params: { ...store.state.params, seed: String(nextSeed), count: String(nextCount) } });
  }

  function show() {
    const { pixels } = store.state;
    const [first, sheets] = [readSeed(), readCount()];
    seed.input.value = String(first);
    count.input.value = String(sheets);
    tasks.value = readTasks();
    const shownTasks = TASKS.filter((task) => tasks.value.includes(String(task)));
    print.disabled = save.disabled = !pixels;
    title = sheets === 1 ? `Worksheet ${first}` : `Worksheets ${first} to ${first + sheets - 1}`;
    if (!pixels) {
      holder.replaceChildren();
      note.replaceChildren("There is no digit on the sheet: ", createLink("#/read", "draw one"), " first.");
      return;
    }
    const pages = Array.from({ length: sheets }, (_, i) => describePages(makeWorksheet(first + i, pixels), shownTasks));
    const shown = [...pages.map(([sheet]) => sheet), ...(keysInput.checked ? pages.map(([, key]) => key) : [])];
    holder.replaceChildren(createSheets(shown));
    note.textContent = `${shown.length} ${shown.length === 1 ? "page" : "pages"} of A4${keysInput.checked ? ", the keys last" : ""}. Answers are computed in exact fractions.`;
  }

  function saveSheets() {
    const sheets = /** @type {HTMLElement} */ (holder.firstElementChild);
    saveFile(`${title.toLowerCase().replaceAll(" ", "-")}.html`, writeSheetFile(sheets, title), "text/html");
  }

  seed.input.addEventListener("change", () => choose({ seed: readWhole(seed.input.value, { min: 0, max: MAX_SEED, fallback: readSeed() }) }));
  count.input.addEventListener("change", () => choose({ count: readWhole(count.input.value, { min: 1, max: MAX_COUNT, fallback: readCount() }) }));
  tasks.addEventListener("change", () => {
    const { tasks: _, ...others } = store.state.params;
    store.set({ params: tasks.value === CHOICES[0][0] ? others : { ...others, tasks: tasks.value } });
  });
  adoptSheetStyle();
  root.append(
    createHead("Worksheet", "A page to compute by hand, about 45 minutes: both passes of a tiny network, one update, a sum of 16 terms of your own digit, a confusion matrix. Every seed is another sheet, and the same seed and digit always give the same one."),
    createElement("div", { className: "library-buttons" }, seed.element, count.element, tasksField, keys, other, print, save),
    note, holder,
    createElement("p", { className: "note worksheet-command" }, "As PDF, from the terminal: ", createCommand("glassnet worksheet --count 30 --out class.pdf")),
  );
  show();
  return store.on(["pixels", "params"], show);
}

/** @param {string} label @param {{min: number, max: number, id: string}} options */
function createNumberField(label, { min, max, id }) {
  const input = createElement("input", { type: "number", id, min: String(min), max: String(max), step: "1", className: "worksheet-number" });
  return { input, element: createElement("label", { className: "field", htmlFor: id }, createElement("span", {}, label), input) };
}

/** A whole number in these limits. @param {string | undefined} text @param {{min: number, max: number, fallback: number}} limits */
function readWhole(text, { min, max, fallback }) {
  if (!/^\d{1,9}$/.test(text ?? "")) return fallback;
  return Math.min(max, Math.max(min, Number(text)));
}
