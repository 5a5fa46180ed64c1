/** The bug lab: programs with one planted bug each, shown through their symptoms; the reader says where it is, and what. */

import { createElement } from "../../../look/elements.js";
import { readStored, writeStored } from "../../../studio/stored.js";
import { findDigits } from "../digits.js";
import { createHead, createLink } from "../parts.js";
import { createAnswerForm } from "./answer-form.js";
import { EXERCISES } from "./catalog.js";
import { MAX_POINTS } from "./marking.js";
import { createSymptomView } from "./symptom-view.js";
import { findSymptoms } from "./symptoms.js";

/** @typedef {import("./symptoms.js").Symptoms} Symptoms */

const STORED = "bugs";

/** The correct program, for comparison: trained once. @type {Promise<Symptoms | null> | null} */
let correct = null;

/** @type {import("../room.js").Page} */
export function createBugLab(context, root, [chosen = ""]) {
  const points = /** @type {Record<string, number>} */ (readStored(STORED, {}));
  const exercise = EXERCISES.find(({ number }) => String(number) === chosen);
  const list = createElement("ol", { className: "library-exercises" });
  const total = createElement("p", { className: "note", role: "status" });

  function showList() {
    const got = EXERCISES.reduce((sum, { number }) => sum + (points[number] ?? 0), 0);
    const done = EXERCISES.filter(({ number }) => number in points).length;
    total.textContent = `${done} of ${EXERCISES.length} done, ${got} of ${MAX_POINTS * EXERCISES.length} points.`;
    list.replaceChildren(...EXERCISES.map(({ number }) => {
      const isDone = number in points;
      const link = createLink(`#/library/bugs/${number}`, String(number), ...(isDone ? [createElement("small", {}, ` ${points[number]}/${MAX_POINTS}`)] : []));
      link.setAttribute("aria-label", `Exercise ${number}${isDone ? `, done: ${points[number]} of ${MAX_POINTS} points` : ""}`);
      if (exercise?.number === number) link.setAttribute("aria-current", "true");
      return createElement("li", { className: isDone ? "done" : "" }, link);
    }));
  }

  root.append(
    createHead("Bug lab", "Each number is a training program with one bug. It is trained in this page on real digits, and you see what it shows of itself: say where the bug is, and what it is. The same in the terminal: ", createElement("code", { className: "library-command" }, "glassnet quiz"), "."),
    list, total,
  );
  showList();
  if (!exercise) {
    root.append(createElement("p", {}, createLink("#/library/bugs/1", "Begin with the first"), " or choose any number."));
    return;
  }

  const { bug, layer } = exercise;
  const view = createSymptomView(context);
  const form = createAnswerForm(exercise, (got) => {
    points[exercise.number] = Math.max(got, points[exercise.number] ?? 0);
    writeStored(STORED, points);
    showList();
  });
  root.append(createElement("h3", {}, `Exercise ${exercise.number}`), view.element, form);
  let isOpen = true;

  async function run() {
    try {
      const digits = await findDigits();
      const say = (/** @type {string} */ what, /** @type {number} */ share) => view.setStatus(`${what}: ${Math.round(100 * share)}\u202f%`);
      // It goes on when the page is left: the next exercise needs it, too.
      correct ??= findSymptoms({}, digits, (share) => {
        say("Training the correct program, for comparison", share);
        return true;
      });
      correct.catch(() => { correct = null; });
      const right = await correct;
      if (!right || !isOpen) return;
      const found = await findSymptoms(bug.plant(layer), digits, (share) => {
        say("Training the program with the bug", share);
        return isOpen;
      });
      if (found && isOpen) view.show(found, right, digits.name);
    } catch (/** @type {any} */ error) {
      if (isOpen) view.setStatus(error.message);
    }
  }

  run();
  return () => {
    isOpen = false;
    view.stop();
  };
}
