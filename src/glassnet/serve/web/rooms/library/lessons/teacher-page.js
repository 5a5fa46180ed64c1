/** For teachers: aims and minutes of each lesson, plans of 45 minutes, and the answers, computed for the drawing in hand. */

import { findAnswer } from "../../../lessons/computing.js";
import { COURSE, PLACES, addressOf } from "../../../lessons/course.js";
import { formatValue } from "../../../lessons/lesson.js";
import { createElement } from "../../../look/elements.js";
import { isProjecting, setProjecting } from "../../../look/projector.js";
import { createButton, createCommand, createHead, createLink, createSection, createSwitch, createTable } from "../parts.js";

/** Lessons by number, for 45 minutes each. @type {[string, number[], string][]} */
const PLANS = [
  ["How does a machine read a digit?", [1, 2, 7], "No mathematics beyond sums and products. On paper: one neuron’s sum of 16 terms."],
  ["How does it learn?", [3, 4, 6], "Logarithm and slope. On paper: one update."],
  ["Backpropagation by hand", [5, 4, 3], "The chain rule. On paper: the forward and backward pass of a tiny network, a sheet of its own for each pupil."],
  ["Can it be trusted?", [8, 10, 9], "Shares and their errors. On paper: a confusion matrix to interpret."],
];

/** @type {import("../room.js").Page} */
export function createTeacherPage({ store, service }, root) {
  const status = createElement("p", { className: "note", role: "status" }, "Answers that depend on a drawing or a selection are computed for those in hand.");
  const compute = createButton("Compute the answers now", computeAll);
  const print = createButton("Print", () => window.print());
  /** @type {Map<string, HTMLElement>} */
  const cells = new Map(PLACES.map(({ id }) => [id, createElement("span", { className: "library-computed" })]));
  let isOpen = true;

  async function computeAll() {
    compute.disabled = true;
    for (const { id, step } of PLACES) {
      status.textContent = `Computing ${id} …`;
      const cell = /** @type {HTMLElement} */ (cells.get(id));
      if (step.question.isAction) continue;
      const answer = await findAnswer(step.question, await createSituation(step.address)).catch((/** @type {any} */ error) => ({ problem: error.message }));
      if (!isOpen) return;
      cell.textContent = "problem" in answer ? `Now: ${answer.problem}` : `Now: ${typeof answer.value === "number" ? formatValue(answer.value) : answer.value}. ${answer.why}`;
    }
    status.textContent = "Computed for the drawing in hand, and for what each step selects at first.";
    compute.disabled = false;
  }

  /** The state in which a step begins: its network and its selection, with the drawing in hand. @param {string} address */
  async function createSituation(address) {
    const params = Object.fromEntries(new URLSearchParams(address.split("?")[1] ?? ""));
    const model = await service.loadModel(params.net ?? "tiny");
    const [column, ...indices] = (params.w ?? params.at ?? "").split(".").map(Number);
    const selection = params.w ? { kind: /** @type {const} */ ("weight"), column, from: indices[0] - 1, to: indices[1] - 1 }
      : params.at ? { kind: /** @type {const} */ ("neuron"), column, index: indices[0] - 1 } : null;
    return { state: { ...store.state, model, selection, params }, service, firstLabel: null };
  }

  root.append(
    createHead("For teachers", "What each lesson aims at, how long it takes, and the answers. Pupils need a browser and nothing else: everything runs in the page, and nothing that they draw leaves the machine."),
    createElement("div", { className: "library-buttons" }, compute, print, createSwitch("Projector: larger letters, stronger contrast", isProjecting(), setProjecting)), status,
    createSection("Forty-five minutes", createTable("Plans of 45 minutes", ["question of the lesson", "lessons", "what it needs"], PLANS.map(([title, numbers, needs]) => [title, describe(numbers), needs])),
      createElement("p", {}, "Begin with a digit drawn by a pupil on the board (5 minutes), let pairs go through the steps (30 minutes), and compare answers at the end (10 minutes): they differ where drawings differ. Sheets to hand out: ", createLink("#/library/worksheet?count=30", "thirty worksheets"), ", printed from the page or by ", createCommand("glassnet worksheet --count 30 --out class.pdf"), ", keys last. Who is early goes to the ", createLink("#/library/bugs", "bug lab"), ".")),
    ...COURSE.map((lesson, i) => createSection(`${i + 1}. ${lesson.title}`, ...describeLesson(i + 1))),
  );

  /** @param {number} number */
  function describeLesson(number) {
    const lesson = COURSE[number - 1];
    const rows = PLACES.filter(({ lessonNumber }) => lessonNumber === number).map((place) => [
      createLink(addressOf(place), `${place.id} ${place.step.title}`), place.step.question.text,
      createElement("span", {}, place.step.question.solution, " ", /** @type {HTMLElement} */ (cells.get(place.id))),
    ]);
    return [
      createElement("p", { className: "note" }, `${lesson.minutes} minutes. Aims:`),
      createElement("ul", { className: "library-bullets" }, ...lesson.aims.map((aim) => createElement("li", {}, aim))),
      createTable(`Answers of lesson ${number}`, ["step", "question", "answer"], rows),
    ];
  }

  return () => { isOpen = false; };
}

/** @param {number[]} numbers */
function describe(numbers) {
  const minutes = numbers.reduce((sum, number) => sum + COURSE[number - 1].minutes, 0);
  return `${numbers.map((number) => `${number} ${COURSE[number - 1].title}`).join(", ")} (${minutes} minutes)`;
}
