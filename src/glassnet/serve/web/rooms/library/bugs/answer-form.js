/** Where is the bug, and what is it? Two menus, hints, and the marking. */

import { createElement } from "../../../look/elements.js";
import { createButton, createLink } from "../parts.js";
import { CATALOG, EXERCISES, PLACES } from "./catalog.js";
import { MAX_POINTS, countPoints, judgeAnswer } from "./marking.js";

/** @param {string} id @param {string} name @param {[string, string][]} options */
function createMenu(id, name, options) {
  const select = createElement("select", { id }, createElement("option", { value: "" }, "Choose …"), ...options.map(([value, text]) => createElement("option", { value }, text)));
  return { select, element: createElement("label", { className: "field" }, createElement("span", {}, name), select) };
}

/** @param {import("./catalog.js").Exercise} exercise @param {(points: number) => void} finish */
export function createAnswerForm(exercise, finish) {
  const { bug, number } = exercise;
  const place = createMenu("bug-place", "Where", PLACES);
  const what = createMenu("bug-what", "What", CATALOG.map(({ key, title }) => /** @type {[string, string]} */ ([key, title])));
  const verdict = createElement("p", { className: "library-answer", role: "status" });
  const hints = createElement("ol", { className: "library-bullets" });
  const solution = createElement("div", {});
  const used = { hints: 0, wrong: 0, isShown: false };
  const hint = createButton(`Hint (1 of ${bug.hints.length})`, giveHint);
  const show = createButton("Show the bug", () => {
    used.isShown = true;
    solve("This is it: 0 points.");
  });
  const check = createElement("button", { type: "submit", className: "primary" }, "Check");
  const form = createElement("form", { className: "library-form" }, place.element, what.element, createElement("div", { className: "library-buttons" }, check, hint, show));

  function giveHint() {
    hints.append(createElement("li", {}, bug.hints[used.hints]));
    used.hints += 1;
    if (used.hints < bug.hints.length) hint.textContent = `Hint (${used.hints + 1} of ${bug.hints.length})`;
    else hint.disabled = true;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!place.select.value || !what.select.value) {
      say(false, "Choose a place and a bug.");
      return;
    }
    const { isRight, text } = judgeAnswer(exercise, place.select.value, what.select.value);
    if (isRight) {
      const points = countPoints(used);
      solve(`${points} of ${MAX_POINTS} points.`);
    } else {
      used.wrong += 1;
      say(false, text);
    }
  });

  /** @param {boolean} isRight @param {string} text */
  function say(isRight, text) {
    verdict.className = `library-answer ${isRight ? "right" : "wrong"}`;
    verdict.replaceChildren(createElement("strong", {}, isRight ? "Right" : "Not yet"), `: ${text}`);
  }

  /** @param {string} text */
  function solve(text) {
    for (const control of [place.select, what.select, check, hint, show]) control.disabled = true;
    if (used.isShown) verdict.textContent = text;
    else say(true, text);
    const next = EXERCISES.find((each) => each.number > number);
    solution.replaceChildren(
      createElement("h4", {}, `${bug.title}. ${/** @type {[string, string]} */ (PLACES.find(([id]) => id === exercise.place))[1]}.`),
      createElement("p", {}, bug.why),
      createElement("div", { className: "library-pair" },
        createElement("div", { className: "wrong" }, createElement("h4", {}, "With the bug"), createElement("code", {}, bug.wrong)),
        createElement("div", { className: "right" }, createElement("h4", {}, "Without"), createElement("code", {}, bug.right))),
      ...(next ? [createElement("p", {}, createLink(`#/library/bugs/${next.number}`, "Next exercise"))] : []),
    );
    finish(used.isShown ? 0 : countPoints(used));
  }

  return createElement("section", { className: "library-section", "aria-label": "Your answer" }, createElement("h3", {}, "Where is it, and what is it?"), form, verdict, hints, solution);
}
