/** The phase: what happens, as a sentence, as a formula with symbols, and with the real numbers. */

import { createElement } from "../../../look/elements.js";
import { formatAlone } from "../core/decimals.js";
import { getOrigin, setOrigin } from "../core/mathml.js";

/** @typedef {import("../../../studio/rooms.js").Selection} Selection */

/**
 * @param {HTMLElement} root
 * @param {{point: (selection: Selection | null) => void, select: (selection: Selection) => void}} on
 */
export function createPhasePanel(root, on) {
  const number = createElement("span", { className: "phase-number", "aria-hidden": "true" });
  const title = createElement("h2", { id: "phase-title" });
  const lead = createElement("p", { className: "phase-lead" });
  const loss = createElement("p", { className: "phase-loss numbers", id: "phase-loss" });
  const body = createElement("div", { className: "phase-body" });
  const note = createElement("p", { className: "phase-note numbers", id: "phase-note" });
  const panel = createElement("section", { className: "phase", tabIndex: 0, "aria-labelledby": "phase-title" },
    createElement("div", { className: "phase-head" }, number, title, loss), lead, body, note);
  root.append(panel);
  const REST = "Point at a number: the network shows where it belongs. Click to inspect it.";

  for (const name of ["pointerover", "focusin"]) panel.addEventListener(name, (event) => {
    const origin = getOrigin(event.target);
    on.point(origin?.selection ?? null);
    note.textContent = origin ? capitalize(`${origin.note}.`) : REST;
  });
  panel.addEventListener("pointerleave", () => {
    on.point(null);
    note.textContent = REST;
  });
  panel.addEventListener("click", (event) => {
    const origin = getOrigin(event.target);
    if (origin?.selection) on.select(origin.selection);
  });

  return {
    /** @param {{index: number, count: number, title: string, lead: string, loss: number, formulas: import("../core/formulas/written.js").Formulas, extra: Node[]}} state */
    show({ index, count, title: name, lead: sentence, loss: value, formulas, extra }) {
      number.textContent = `${index + 1}/${count}`;
      title.textContent = name;
      lead.textContent = sentence;
      loss.textContent = `loss ${formatAlone(value)}`;
      note.textContent = formulas.numbers.length ? REST : "";
      body.replaceChildren(
        createElement("div", { className: "formula-box formulas", hidden: !formulas.symbols.length }, ...formulas.symbols),
        createElement("div", { className: "formula-box numbers", id: "phase-numbers", hidden: !formulas.numbers.length }, ...formulas.numbers),
        ...(formulas.table ? [createTable(formulas.table)] : []),
        ...formulas.words.map((words) => createElement("p", { className: "phase-words" }, words)),
        ...extra);
    },
    /** @param {string} sentence */
    showNothing(sentence) {
      title.textContent = "Backpropagation";
      [number, loss, note].forEach((each) => { each.textContent = ""; });
      lead.textContent = sentence;
      body.replaceChildren();
    },
  };
}

/** @param {import("../core/formulas/written.js").Table} table */
function createTable({ head, rows, foot }) {
  const line = (/** @type {{cells: string[], origin: import("../core/mathml.js").Origin | null}} */ { cells: [name, ...rest], origin }) => {
    const label = origin?.selection ? createElement("button", { type: "button" }, name) : createElement("span", {}, name);
    const row = createElement("tr", {}, createElement("th", { scope: "row" }, label), ...rest.map((text) => createElement("td", {}, text)));
    return origin ? setOrigin(row, origin) : row;
  };
  return createElement("div", { className: "term-table numbers" }, createElement("table", {},
    createElement("thead", {}, createElement("tr", {}, ...head.map((text) => (text ? createElement("th", { scope: "col" }, text) : createElement("td"))))),
    createElement("tbody", {}, ...rows.map(line)), createElement("tfoot", {}, ...foot.map(line))));
}

/** @param {string} text */
function capitalize(text) {
  return text.replace(/^./u, (first) => first.toUpperCase());
}
