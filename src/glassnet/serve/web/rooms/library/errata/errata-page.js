/** The errata of the five tutorials: what is written, what is right, a check with a switch, and the effect over seeds. */

import { createElement } from "../../../look/elements.js";
import { formatNumber } from "../../learn/numbers.js";
import { findErrata } from "../measurements.js";
import { createCommand, createHead, createLink, createSwitch, createWords } from "../parts.js";
import { findCheck } from "./checks/index.js";
import { createEffectPicture } from "./effect-picture.js";
import { listTutorials } from "./erratum-links.js";

/** @typedef {import("../measurements.js").Erratum} Erratum */

/** @type {import("../room.js").Page} */
export function createErrata(context, root, [key = ""]) {
  const list = createElement("div", { className: "library-errata" });
  root.append(
    createHead("Errata", "Where the five tutorials depart from the mathematics that they explain. Each one has a check that the page computes now: turn its switch on to compute it as the tutorial writes it, and the check fails."),
    list,
  );
  let isOpen = true;
  findErrata().then((report) => {
    if (!isOpen) return;
    const chosen = report.errata.filter((each) => each.key === key);
    list.append(...(chosen.length ? chosen : report.errata).map(createErratum));
    root.append(chosen.length ? createElement("p", {}, createLink("#/library/errata", "All errata")) : createElement("p", { className: "note" }, "Effects are measured by ", createCommand(report.made_by), `, over ${report.seeds.length} seeds.`));
  }, (error) => { if (isOpen) list.textContent = error.message; });
  return () => { isOpen = false; };
}

/** @param {Erratum} erratum */
function createErratum(erratum) {
  const { key, title, written, right, why, effect } = erratum;
  const tutorials = listTutorials(erratum).flatMap((name, i) => [...(i ? [", "] : []), createLink(`#/library/${name}`, name)]);
  return createElement("article", { className: "library-erratum", id: `erratum-${key}` },
    createElement("h3", {}, createLink(`#/library/errata/${key}`, title)),
    createElement("p", { className: "note" }, "In ", ...tutorials),
    createElement("div", { className: "library-pair" },
      createElement("div", { className: "wrong" }, createElement("h4", {}, "Written"), createElement("p", {}, ...createWords(written))),
      createElement("div", { className: "right" }, createElement("h4", {}, "Right"), createElement("p", {}, ...createWords(right)))),
    createElement("p", {}, ...createWords(why)),
    createCheckView(key),
    ...describeInPython(erratum),
    effect ? createEffectPicture(effect) : createElement("p", { className: "note" }, "No effect on training is measured."));
}

/** The setting that makes it in a recipe, and the check as Python has computed it. @param {Erratum} erratum */
function describeInPython({ setting, check }) {
  const parts = [];
  if (setting) parts.push(createElement("p", { className: "note" }, "In a recipe: ", createCommand(setting)));
  if (check) parts.push(createElement("p", { className: "note" }, `In Python, ${check.what}: ${formatChecked(check.right)} as it is right, ${formatChecked(check.written)} as written.`));
  return parts;
}

/** @param {number | null} value  null for what is not a finite number */
function formatChecked(value) {
  if (value === null) return "not a number";
  return value !== 0 && Math.abs(value) < 1e-4 ? formatNumber(value) : value.toLocaleString("en", { maximumSignificantDigits: 6 });
}

/** @param {string} key */
function createCheckView(key) {
  const check = findCheck(key);
  if (!check) return createElement("p", { className: "note" }, "There is no check of this one in the page.");
  const verdict = createElement("p", { className: "library-verdict", role: "status" });
  let turn = 0;

  /** @param {boolean} isWritten */
  async function run(isWritten) {
    const own = ++turn;
    verdict.className = "library-verdict";
    verdict.textContent = "Computing …";
    try {
      const { holds, found, expected } = await check.run(isWritten);
      if (own !== turn) return;
      verdict.classList.add(holds ? "holds" : "fails");
      verdict.replaceChildren(createElement("strong", {}, holds ? "Holds" : "Fails"), `: ${found}; expected: ${expected}.`);
    } catch (/** @type {any} */ error) {
      if (own === turn) verdict.textContent = error.message;
    }
  }

  const begin = () => run(false);
  const element = createElement("div", { className: "library-check" }, createElement("p", {}, check.what), createSwitch("As written", false, run), verdict);
  whenSeen(element, begin);
  return element;
}

/** @param {HTMLElement} element @param {() => void} begin */
function whenSeen(element, begin) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    begin();
  });
  seen.observe(element);
}
