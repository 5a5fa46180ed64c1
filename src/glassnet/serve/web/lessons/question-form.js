/** A question: a field, choices or only a button; its answer is computed when it is checked. */

import { createElement } from "../look/elements.js";
import { findAnswer } from "./computing.js";
import { judgeGiven } from "./lesson.js";

let forms = 0;

/**
 * @param {import("./lesson.js").Question} question @param {() => import("./lesson.js").Situation} situation
 * @param {() => void} solved
 */
export function createQuestionForm(question, situation, solved) {
  const name = `lesson-answer-${(forms += 1)}`;
  const verdict = createElement("p", { className: "library-answer", role: "status" });
  const check = createElement("button", { type: "submit", className: "quiet outlined" }, question.isAction ? "Is it done?" : "Check");
  const field = createElement("input", { type: "text", id: name, inputMode: "decimal", autocomplete: "off", className: "lesson-number" });
  const select = createElement("select", { id: name }, createElement("option", { value: "" }, "Choose …"), ...(question.choices ?? []).map((each) => createElement("option", { value: each }, each)));
  const input = question.choices ? select : field;
  const label = question.isAction ? createElement("p", {}, question.text) : createElement("label", { htmlFor: name }, question.text);
  const form = createElement("form", { className: "lesson-question" }, label, createElement("div", { className: "lesson-enter" }, ...(question.isAction ? [] : [input]), check), verdict);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!question.isAction && !input.value.trim()) return say("", "Enter an answer first.");
    check.disabled = true;
    say("", "Computing …");
    try {
      const answer = await findAnswer(question, situation());
      if ("problem" in answer) say("", answer.problem);
      else if (question.isAction || judgeGiven(answer, input.value)) {
        say("right", answer.why);
        solved();
      } else say("wrong", question.choices ? "Try another one." : "Look again, and compute.");
    } catch (/** @type {any} */ error) {
      say("", error.message);
    }
    check.disabled = false;
  });

  /** @param {"right" | "wrong" | ""} kind @param {string} text */
  function say(kind, text) {
    verdict.className = `library-answer ${kind}`;
    const head = { right: "Right. ", wrong: "Not yet. ", "": "" }[kind];
    verdict.replaceChildren(...(head ? [createElement("strong", {}, head)] : []), text);
  }

  return form;
}
