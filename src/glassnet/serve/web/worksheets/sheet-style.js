/** How worksheets look, in the page and in a file of their own: always dark on white, each page on paper of its own. */

export const SHEET_STYLE = [
  ".worksheet { font: 15px/1.4 system-ui, sans-serif; color-scheme: light; color: #22272e; background: #fff; }",
  ".worksheet section { box-sizing: border-box; width: 780px; margin: 0 auto; padding: 22px 15px; }",
  ".worksheet header { display: flex; flex-wrap: wrap; gap: 1em; justify-content: space-between; align-items: baseline; }",
  ".worksheet h3 { font: 600 1.5em/1.2 system-ui, sans-serif; margin: 0; }",
  ".worksheet h4 { font: 600 1.05em/1.3 system-ui, sans-serif; margin: 1.05em 0 .3em; }",
  ".worksheet p { margin: .4em 0; max-width: none; }",
  ".worksheet table { border-collapse: collapse; width: 100%; margin: .35em 0; font-size: .9em; }",
  ".worksheet caption { text-align: left; color: #5b6470; }",
  ".worksheet th, .worksheet td { border: 1px solid #9aa3af; height: 1.67em; min-width: 2.3em; padding: 0 .2em; text-align: center; font-weight: 400; white-space: nowrap; }",
  ".worksheet th { background: #f1f3f5; print-color-adjust: exact; -webkit-print-color-adjust: exact; }",
  ".worksheet td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }",
  '.worksheet th[scope="row"] { width: 1%; }',
  ".worksheet b, .worksheet .key { color: #005c94; }",
  ".worksheet .beside { display: flex; flex-wrap: wrap; gap: .8em; align-items: flex-start; }",
  ".worksheet .beside > .tables { flex: 1 1 auto; max-width: 100%; }",
  ".worksheet .beside > svg { flex: 1 1 300px; min-width: 0; width: auto; height: auto; stroke: none; }",
  ".worksheet .question { display: flex; flex-wrap: wrap; gap: .2em 1em; justify-content: space-between; }",
  ".worksheet .question > b { margin-left: auto; }",
  ".worksheet .blank { flex: 0 0 150px; margin-left: auto; border-bottom: 1px solid #22272e; }",
  ".worksheet figure { margin: 0; width: 105px; }",
  ".worksheet figcaption { color: #5b6470; font-size: .9em; }",
  ".worksheet figure img { width: 100%; image-rendering: pixelated; }",
  ".worksheet svg text { font-size: 11px; text-anchor: middle; dominant-baseline: central; fill: #22272e; stroke: none; }",
  ".worksheet svg .weight { stroke: #fff; stroke-width: 5px; paint-order: stroke; }",
  ".worksheet svg line { stroke: #9aa3af; stroke-width: 1px; }",
  ".worksheet svg circle { fill: #fff; stroke: #22272e; stroke-width: 1px; }",
  "@page worksheet { size: A4; margin: 11mm 13mm; }",
  "@media print {",
  "  .worksheet { font-size: 12.5px; page: worksheet; }",
  "  .worksheet section { width: auto; padding: 0; }",
  "  .worksheet section + section { break-before: page; }",
  "}",
].join("\n");

/** @type {CSSStyleSheet | null} */
let adopted = null;

/** Use this look in the page, too. */
export function adoptSheetStyle() {
  if (adopted) return;
  adopted = new CSSStyleSheet();
  adopted.replaceSync(SHEET_STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, adopted];
}
