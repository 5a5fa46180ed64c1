/** Several digits in a picture: a box around each one, to choose which one is read, and the numbers that they make up. */

import { placeOnPicture } from "../ink/page-places.js";
import { createElement } from "../look/elements.js";
import { formatPercent } from "../reading/numbers.js";

/**
 * @typedef {import("../service/service.js").FoundDigit} FoundDigit
 * @typedef {import("../service/service.js").FoundPage} FoundPage
 */

const MAX_LISTED = 30;

/** @param {HTMLElement} root  lies over the sheet @param {(rendering: import("../ink/pipeline/rendering.js").Rendering) => void} choose */
export function createFoundDigits(root, choose) {
  /** @param {FoundDigit} digit */
  function take(digit) {
    choose({
      pixels: digit.image ? Uint8Array.from(digit.image.values) : null,
      empty: !digit.image,
      reason: digit.image ? "" : digit.detail,
      stages: /** @type {any} */ (digit.stages),
      place: null,
    });
  }

  /** @param {FoundPage} page @param {number} wide @param {number} high  shares of the sheet that the picture takes */
  function showBoxes({ digits, numbers, turn }, wide, high) {
    /** @param {HTMLElement} element @param {import("../ink/page-places.js").Box} box */
    function put(element, box) {
      const { left, top, right, bottom } = placeOnPicture(box, turn);
      Object.assign(element.style, {
        left: `${100 * (0.5 + (left - 0.5) * wide)}%`, top: `${100 * (0.5 + (top - 0.5) * high)}%`,
        width: `${100 * (right - left) * wide}%`, height: `${100 * (bottom - top) * high}%`,
      });
      return element;
    }
    const frames = numbers.filter((number) => number.digits.length > 1).map((number) =>
      put(createElement("div", { className: "number-box", "aria-hidden": "true", title: number.text }), number.box));
    const boxes = digits.map((digit, i) => {
      const own = numbers.find((number) => number.digits.includes(i));
      const within = own && own.digits.length > 1 ? `, in ${own.text}` : "";
      const box = createElement("button", { type: "button", className: "digit-box", "aria-label": `Digit ${i + 1}: ${digit.label ?? digit.reason}${within}`, "aria-pressed": String(i === 0) },
        createElement("span", {}, digit.label ?? "∅"));
      box.addEventListener("click", () => {
        boxes.forEach((each) => each.setAttribute("aria-pressed", String(each === box)));
        take(digit);
      });
      return /** @type {HTMLElement} */ (put(box, /** @type {import("../service/service.js").Place} */ (digit.place)));
    });
    root.replaceChildren(...frames, ...boxes);
  }

  return {
    clear() { if (root.firstChild) root.replaceChildren(); },
    /** Box and read them; returns a sentence. @param {FoundPage} page @param {Blob} image */
    show(page, image) {
      const { digits, turn } = page;
      root.replaceChildren();
      if (digits.length) take(digits[0]);
      if (digits.length < 2 || !digits.every(({ place }) => place)) return "Your picture.";
      createImageBitmap(image).then(({ width, height }) => {
        const side = Math.max(width, height);
        showBoxes(page, width / side, height / side);
      }, () => {});
      const turned = turn ? ` The picture was turned by ${turn}° to be read.` : "";
      return `${digits.length} digits found: ${writeLines(page)}.${turned} Choose one to look into it.`;
    },
  };
}

/** The numbers in lines, as they stand; how sure the network is of the least certain one. @param {FoundPage} page */
function writeLines({ numbers }) {
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const { line, column, text } of numbers.slice(0, MAX_LISTED)) {
    const key = `${column}, ${line}`;
    lines.set(key, [...(lines.get(key) ?? []), text]);
  }
  const least = numbers.reduce((found, each) => (each.confidence < found.confidence ? each : found));
  const more = numbers.length > MAX_LISTED ? " …" : "";
  const sure = `${formatPercent(least.confidence).replace("> ", "more than ")}\u202f%`;
  return `${[...lines.values()].map((texts) => texts.join(" ")).join(" / ")}${more}; ${numbers.length > 1 ? `least sure of ${least.text}, ${sure}` : `${sure} sure`}`;
}
