/** Several digits in a picture: a box around each one, to choose which one is read. */

import { createElement } from "../look/elements.js";

/** @typedef {import("../service/service.js").FoundDigit} FoundDigit */

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

  /** @param {FoundDigit[]} found @param {number} wide @param {number} high  shares of the sheet that the picture takes */
  function showBoxes(found, wide, high) {
    const boxes = found.map((digit, i) => {
      const place = /** @type {import("../service/service.js").Place} */ (digit.place);
      const box = createElement("button", { type: "button", className: "digit-box", "aria-label": `Digit ${i + 1}: ${digit.label ?? digit.reason}`, "aria-pressed": String(i === 0) },
        createElement("span", {}, digit.label ?? "∅"));
      Object.assign(box.style, {
        left: `${100 * (0.5 + (place.left - 0.5) * wide)}%`, top: `${100 * (0.5 + (place.top - 0.5) * high)}%`,
        width: `${100 * (place.right - place.left) * wide}%`, height: `${100 * (place.bottom - place.top) * high}%`,
      });
      box.addEventListener("click", () => {
        boxes.forEach((each) => each.setAttribute("aria-pressed", String(each === box)));
        take(digit);
      });
      return box;
    });
    root.replaceChildren(...boxes);
  }

  return {
    clear() { if (root.firstChild) root.replaceChildren(); },
    /** Box and read them; returns a sentence. @param {FoundDigit[]} found @param {Blob} image */
    show(found, image) {
      root.replaceChildren();
      if (found.length) take(found[0]);
      if (found.length < 2 || !found.every(({ place }) => place)) return "Your picture.";
      createImageBitmap(image).then(({ width, height }) => {
        const side = Math.max(width, height);
        showBoxes(found, width / side, height / side);
      }, () => {});
      return `${found.length} digits found: ${writeRows(found)}. Choose one to look into it.`;
    },
  };
}

/** The digits in rows, as they stand. @param {FoundDigit[]} found */
function writeRows(found) {
  /** @type {Map<number, string>} */
  const rows = new Map();
  for (const { place, label } of found) rows.set(place?.row ?? 1, (rows.get(place?.row ?? 1) ?? "") + (label ?? "∅"));
  return [...rows.values()].join(" / ");
}
