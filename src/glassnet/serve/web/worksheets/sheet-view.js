/** Pages of worksheets as elements, and as an HTML file that needs nothing else. */

import { createElement } from "../look/elements.js";
import { createSvg } from "../rooms/library/svg.js";
import { SHEET_STYLE } from "./sheet-style.js";

const WIDTH = 28;
const COLUMNS = [40, 200, 360];
const ROWS = [48, 150];
/** Where the text of a weight stands on its line, so that those of two crossing lines lie apart. */
const ALONG = { straight: 0.5, crossing: 0.34 };

/** @typedef {import("./pages.js").Page} Page */

/** All pages one after the other. @param {Page[]} pages */
export function createSheets(pages) {
  return createElement("div", { className: "worksheet" }, ...pages.map(createPage));
}

/** @param {HTMLElement} sheets as `createSheets` makes them @param {string} title */
export function writeSheetFile(sheets, title) {
  const head = `<meta charset="utf-8">\n<title>${title}</title>\n<meta name="viewport" content="width=device-width">\n<style>body { margin: 0; }${SHEET_STYLE}</style>`;
  return `<!doctype html>\n<html lang="en">\n<head>\n${head}\n</head>\n<body>\n${new XMLSerializer().serializeToString(sheets)}\n</body>\n</html>\n`;
}

/** @param {Page} page */
function createPage({ title, blocks, isSolved }) {
  const name = isSolved ? [] : [createElement("span", {}, "Name ____________________ Date __________")];
  return createElement("section", { "aria-label": title }, createElement("header", {}, createElement("h3", {}, title), ...name), ...blocks.flatMap((block) => createBlock(block, isSolved)));
}

/** @param {import("./pages.js").Block} block @param {boolean} isSolved @returns {HTMLElement[]} */
function createBlock(block, isSolved) {
  if (block.kind === "heading") return [createElement("h4", {}, block.text)];
  if (block.kind === "paragraph") return block.keyOnly && !isSolved ? [] : [createElement("p", block.keyOnly ? { className: "key" } : {}, block.text)];
  if (block.kind === "question") {
    const space = isSolved ? createElement("b", {}, block.answer.answer) : createElement("span", { className: "blank" });
    return [createElement("p", { className: "question" }, createElement("span", {}, block.text), space)];
  }
  if (block.kind === "table") return [createTable(block, isSolved)];
  return [createElement("div", { className: "beside" }, ...block.blocks.map((part) => createPart(part, isSolved)))];
}

/** @param {import("./pages.js").Beside["blocks"][number]} part @param {boolean} isSolved */
function createPart(part, isSolved) {
  if (part.kind === "table") return createTable(part, isSolved);
  if (part.kind === "diagram") return createDiagram(part);
  return createElement("figure", {}, createElement("figcaption", {}, part.caption), createElement("img", { alt: part.caption, src: paintImage(part.image) }));
}

/** @param {import("./pages.js").Table} table @param {boolean} isSolved */
function createTable({ rows, caption, header, firstColumn, shades }, isSolved) {
  const cells = (/** @type {import("./pages.js").Cell[]} */ row, /** @type {number} */ i) => row.map((cell, j) => {
    const content = typeof cell === "string" ? [cell] : isSolved ? [createElement("b", {}, cell.answer)] : [];
    if (header && i === 0) return createElement("th", { scope: "col" }, ...content);
    if (firstColumn && j === 0) return createElement("th", { scope: "row" }, ...content);
    return createElement("td", shades.length ? { style: shade(shades[i][j]) } : {}, ...content);
  });
  return createElement("div", { className: "tables" }, createElement("table", {},
    ...(caption ? [createElement("caption", {}, caption)] : []), createElement("tbody", {}, ...rows.map((row, i) => createElement("tr", {}, ...cells(row, i))))));
}

/** @param {number} ink 0 to 1 */
function shade(ink) {
  const level = Math.round(255 * (1 - ink));
  return `background: rgb(${level} ${level} ${level}); color: ${level < 128 ? "#fff" : "#22272e"}`;
}

/** @param {import("./pages.js").Diagram} diagram @returns {any} */
function createDiagram({ layers, biases, weights }) {
  const lines = weights.flatMap((square, layer) => square.flatMap((row, i) => row.flatMap((text, j) => {
    const [x1, y1, x2, y2] = [COLUMNS[layer], ROWS[i], COLUMNS[layer + 1], ROWS[j]];
    const along = i === j ? ALONG.straight : ALONG.crossing;
    return [createSvg("line", { x1, y1, x2, y2 }), createSvg("text", { class: "weight", x: x1 + along * (x2 - x1), y: y1 + along * (y2 - y1) }, text)];
  })));
  const neurons = layers.flatMap((texts, layer) => texts.flatMap((text, i) => [
    createSvg("circle", { cx: COLUMNS[layer], cy: ROWS[i], r: 27 }), createSvg("text", { x: COLUMNS[layer], y: ROWS[i] }, text),
  ]));
  const shifts = biases.flatMap(([above, below], i) => [
    createSvg("text", { x: COLUMNS[i + 1], y: ROWS[0] - 37 }, above), createSvg("text", { x: COLUMNS[i + 1], y: ROWS[1] + 37 }, below),
  ]);
  return createSvg("svg", { viewBox: "0 0 400 200", role: "img", "aria-label": "Two inputs, two hidden neurons and two outputs, with weights and biases" }, ...lines, ...neurons, ...shifts);
}

/** The address of a picture, dark ink on white. @param {Uint8Array} image */
function paintImage(image) {
  const canvas = createElement("canvas", { width: WIDTH, height: WIDTH });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const painted = context.createImageData(WIDTH, WIDTH);
  image.forEach((gray, i) => painted.data.set([255 - gray, 255 - gray, 255 - gray, 255], 4 * i));
  context.putImageData(painted, 0, 0);
  return canvas.toDataURL();
}
