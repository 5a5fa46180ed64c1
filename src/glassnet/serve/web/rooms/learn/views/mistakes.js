/** The confusion matrix, whose cells open their images, and the mistakes that the network was surest of. */

import { createElement } from "../../../look/elements.js";
import { withArticle } from "../../../reading/article.js";
import { formatCount, formatShare } from "../numbers.js";
import { createDigitImage } from "./elements.js";

const MAX_IMAGES = 36;

/**
 * @param {import("../laboratory.js").Laboratory} laboratory @param {(pixels: Uint8Array) => void} draw
 * @returns {import("./tabs.js").Tab}
 */
export function createMistakes({ analyst, test, classNames }, draw) {
  const caption = createElement("p", { className: "note" });
  const body = createElement("tbody");
  const header = createElement("tr", {}, createElement("th", { scope: "col" }, "actual \\ read as"), ...classNames.map((name) => createElement("th", { scope: "col" }, name)));
  const table = createElement("table", { className: "learn-confusion" }, createElement("thead", {}, header), body);
  const title = createElement("h3");
  const images = createElement("ul", { className: "learn-images" });
  const element = createElement("div", {}, caption, table, title, images);
  const size = test.shape[0] * test.shape[1];
  /** @type {[number, number] | null} the cell that is open: actual, read as */
  let open = null;
  /** @type {import("../analysis/analysis.js").TestResult | undefined} */
  let painted;

  const cells = classNames.map((actual, row) => {
    const buttons = classNames.map((_, column) => createElement("button", { type: "button", onclick: () => toggle(row, column) }));
    body.append(createElement("tr", {}, createElement("th", { scope: "row" }, actual), ...buttons.map((button) => createElement("td", {}, button))));
    return buttons;
  });

  /** @param {number} row @param {number} column */
  function toggle(row, column) {
    open = open?.[0] === row && open[1] === column ? null : [row, column];
    if (painted) showImages(painted);
    cells.flat().forEach((button) => button.removeAttribute("aria-pressed"));
    if (open) cells[row][column].setAttribute("aria-pressed", "true");
  }

  /** @param {import("../analysis/analysis.js").TestResult} result */
  function showImages({ classes, confidences }) {
    const indices = Array.from(classes.keys()).filter((i) => (open ? test.labels[i] === open[0] && classes[i] === open[1] : classes[i] !== test.labels[i]));
    indices.sort((a, b) => confidences[b] - confidences[a]);
    const shown = indices.slice(0, MAX_IMAGES);
    title.textContent = open ? `${formatCount(indices.length)} images of ${classNames[open[0]]}, read as ${classNames[open[1]]}` : "Worst mistakes: the surest first";
    images.replaceChildren(...shown.map((i) => {
      const pixels = test.images.subarray(i * size, (i + 1) * size);
      const label = `Test image ${formatCount(i)}: ${withArticle(classNames[test.labels[i]])}, read as ${classNames[classes[i]]}, ${formatShare(confidences[i])} sure. Put it on the sheet.`;
      const words = createElement("span", { "aria-hidden": "true" }, `${classNames[test.labels[i]]} → ${classNames[classes[i]]}`);
      return createElement("li", {}, createElement("button", { type: "button", title: label, "aria-label": label, onclick: () => draw(pixels.slice()) }, createDigitImage(pixels, test.shape[0], ""), words));
    }));
  }

  function update() {
    const { test: result } = analyst.current;
    if (!result || result === painted) return;
    painted = result;
    caption.textContent = `${formatCount(result.correct)} of ${formatCount(result.count)} test images right: ${formatShare(result.accuracy, 2)}. Click a cell for its images.`;
    const worst = Math.max(1, ...result.confusion.flatMap((counts, row) => Array.from(counts).filter((_, column) => column !== row)));
    cells.forEach((buttons, row) => buttons.forEach((button, column) => {
      const count = result.confusion[row][column];
      button.textContent = count ? String(count) : "·";
      button.setAttribute("aria-label", `${classNames[row]} read as ${classNames[column]}: ${count}`);
      const isRight = row === column;
      button.className = isRight ? "right" : "";
      button.style.setProperty("--share", String(isRight ? 0 : Math.sqrt(count / worst)));
    }));
    showImages(result);
  }
  return { id: "mistakes", title: "Mistakes", needs: ["test"], element, update };
}
