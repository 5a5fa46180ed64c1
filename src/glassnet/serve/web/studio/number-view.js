/** The number on the sheet: its digits to choose from, how sure the network is, and what else it may be. */

import { createElement } from "../look/elements.js";
import { combineAnswers, createAnswerCache } from "../models/number.js";
import { SHEET } from "../reading/backend.js";
import { formatPercent } from "../reading/numbers.js";

/**
 * @typedef {import("./drawn-digits.js").DrawnDigit} DrawnDigit
 * @typedef {import("../models/number.js").NumberAnswer} NumberAnswer
 */

const SLOW = 80;
const PAUSE = 120;

/**
 * @param {HTMLElement} root  below the sheet @param {HTMLElement} overlay  over the sheet
 * @param {import("./rooms.js").Store} store @param {(index: number) => void} choose  which digit the rooms look into
 */
export function createNumberView(root, overlay, store, choose) {
  const buttons = createElement("div", { className: "number-digits", role: "group", "aria-label": "Digits of the number" });
  const sentence = createElement("p", { className: "note", id: "number-sentence" });
  const status = createElement("p", { className: "visually-hidden", role: "status" });
  root.append(buttons, sentence, status);
  const answerOnce = createAnswerCache();
  /** @type {DrawnDigit[]} */
  let digits = [];
  let chosen = 0;
  /** Milliseconds that the last answers took: after slow ones, the next wait for a pause of the pen. */
  let duration = 0;
  let timer = 0;

  function readSoon() {
    clearTimeout(timer);
    if (duration < SLOW) read();
    else timer = window.setTimeout(read, PAUSE);
  }

  function read() {
    const { model } = store.state;
    if (digits.length < 2 || !model) return;
    const isReadable = model.summary.reads_drawings;
    root.hidden = !isReadable;
    if (!isReadable) return;
    const started = performance.now();
    const answers = digits.map(({ rendering }) => answerOnce(model, /** @type {Uint8Array} */ (rendering.pixels)));
    duration = performance.now() - started;
    const number = combineAnswers(model, answers);
    answers.forEach(({ label, confidence }, i) => labelDigit(i, label, confidence));
    sentence.textContent = describe(digits, number);
  }

  /** @param {number} i @param {string | null} label @param {number} confidence */
  function labelDigit(i, label, confidence) {
    const text = label ?? "?";
    buttons.children[i].textContent = text;
    buttons.children[i].setAttribute("aria-label", `Digit ${i + 1}: ${label === null ? "not a digit" : `${label}, ${formatPercent(confidence)} percent sure`}`);
    /** @type {HTMLElement} */ (overlay.children[i].firstElementChild).textContent = text;
  }

  /** The elements stay, so that the focus does. */
  function showElements() {
    while (buttons.children.length > digits.length) buttons.lastElementChild?.remove();
    while (buttons.children.length < digits.length) buttons.append(createButton(buttons.children.length));
    overlay.replaceChildren(...digits.map(({ box }, i) => createOutline(box, digits[i].drawing.pen, i === chosen)));
    digits.forEach(({ number }, i) => {
      buttons.children[i].setAttribute("aria-pressed", String(i === chosen));
      buttons.children[i].classList.toggle("apart", i > 0 && number !== digits[i - 1].number);
    });
  }

  /** @param {number} index */
  function createButton(index) {
    return createElement("button", { type: "button", className: "number-digit", onclick: () => choose(index) });
  }

  store.on(["model"], read);
  store.on(["settled"], () => { status.textContent = digits.length > 1 ? sentence.textContent : ""; });

  return {
    /** Fewer than two digits are no number. @param {DrawnDigit[]} found @param {number} [index]  of the chosen one */
    show(found, index = 0) {
      const isNew = found.length > 1 || digits.length > 1;
      [digits, chosen] = [found, index];
      root.hidden = digits.length < 2;
      if (!isNew) return;
      if (root.hidden) {
        clearTimeout(timer);
        overlay.replaceChildren();
        return;
      }
      showElements();
      readSoon();
    },
  };
}

/** Where a digit lies; the pen goes on drawing through it. @param {import("../ink/pipeline/index.js").Box} box @param {number} pen @param {boolean} isChosen */
function createOutline({ left, top, right, bottom }, pen, isChosen) {
  const outline = createElement("div", { className: isChosen ? "digit-outline chosen" : "digit-outline", "aria-hidden": "true" }, createElement("span"));
  const share = (/** @type {number} */ value) => `${(100 * value) / SHEET}%`;
  Object.assign(outline.style, {
    left: share(left - pen / 2), top: share(top - pen / 2),
    width: share(right - left + pen), height: share(bottom - top + pen),
  });
  return outline;
}

/** @param {DrawnDigit[]} digits @param {NumberAnswer} answer */
function describe(digits, { labels, confidence, alternatives }) {
  const text = write(digits, labels);
  if (labels.includes(null)) return `${text}. One of them does not look like a digit.`;
  const others = alternatives.map((each) => `${write(digits, labels.map((own, i) => (i === each.index ? each.label : own)))} (${formatPercent(each.confidence)}\u202f%)`);
  const rest = others.length ? ` Or ${others.join(", ")}.` : "";
  return `${text}: ${formatPercent(confidence).replace("> ", "more than ")}\u202f% sure.${rest} Choose a digit to look into it.`;
}

/** Labels as text, with spaces between numbers. @param {DrawnDigit[]} digits @param {(string | null)[]} labels */
function write(digits, labels) {
  return labels.map((label, i) => (i && digits[i].number !== digits[i - 1].number ? " " : "") + (label ?? "?")).join("");
}
