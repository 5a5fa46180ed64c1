/** For teachers: aims and minutes of each lesson, plans of 45 minutes, and the answers, computed for the drawing in hand. */

import { findAnswer } from "../../../lessons/computing.js";
import { COURSE, PLACES, addressOf } from "../../../lessons/course.js";
import { formatValue } from "../../../lessons/lesson.js";
import { createElement } from "../../../look/elements.js";
import { isProjecting, setProjecting } from "../../../look/projector.js";
import { createButton, createCommand, createHead, createLink, createSection, createSwitch, createTable } from "../parts.js";

/** Thirty minutes of steps leave time to begin together and to compare. */
const STEPS_MINUTES = 30;

/**
 * Lessons by number: those for all, which take at most `STEPS_MINUTES`, and one for the quick; what they need; the tasks of the sheet.
 * @type {{title: string, all: number[], more: number, needs: string, tasks: string, paper: string}[]}
 */
const PLANS = [
  { title: "How does a machine read a digit?", all: [1, 2], more: 7, needs: "Sums and products.", tasks: "3", paper: "a neuron’s sum of 16 terms" },
  { title: "How does it learn?", all: [3, 4], more: 6, needs: "Logarithm and slope.", tasks: "1.2", paper: "a tiny network, and one update" },
  { title: "Backpropagation by hand", all: [3, 5], more: 4, needs: "The chain rule.", tasks: "1", paper: "both passes of a tiny network" },
  { title: "Can it be trusted?", all: [8, 10], more: 9, needs: "Shares and their errors.", tasks: "4", paper: "a confusion matrix" },
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
    createSection("Forty-five minutes", createTable("Plans of 45 minutes", ["question of the lesson", `for all, ${STEPS_MINUTES} minutes`, "for the quick", "what it needs", "on paper, thirty sheets"], PLANS.map(createPlanRow)),
      createElement("p", {}, "Begin with a digit drawn by a pupil on the board (5 minutes), let pairs go through the steps (30 minutes), and compare answers at the end (10 minutes): they differ where drawings differ. The sheets are for another lesson, or for home: each pupil has other numbers, and the keys come last. Print them from the page, or write ", createCommand("glassnet worksheet --count 30 --out class.pdf"), ". Who is early goes to the ", createLink("#/library/bugs", "bug lab"), ".")),
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

/** @param {typeof PLANS[number]} plan */
function createPlanRow({ title, all, more, needs, tasks, paper }) {
  const minutes = all.reduce((sum, number) => sum + COURSE[number - 1].minutes, 0);
  return [title, `${all.map(nameLesson).join(", ")} (${minutes})`, nameLesson(more), needs, createLink(`#/library/worksheet?count=30&tasks=${tasks}`, paper)];
}

/** @param {number} number */
function nameLesson(number) {
  return `${number} ${COURSE[number - 1].title}`;
}
