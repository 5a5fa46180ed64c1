/** The strip of the lesson that is open, over the rooms: one paragraph, one task, one question, and the way on. */

import { createElement } from "../look/elements.js";
import { answer } from "../models/answer.js";
import { PLACES, addressOf, findPlace } from "./course.js";
import { markDone, readDone } from "./progress.js";
import { createQuestionForm } from "./question-form.js";

/** Which step this tab has open: it stays open when the page is loaded again. */
const OPEN = "glassnet-open-lesson";

/** @typedef {import("./course.js").Place} Place */

/**
 * @param {HTMLElement} root @param {import("../studio/rooms.js").Store} store
 * @param {import("../service/service.js").Service} service @param {(text: string) => void} announce
 */
export function createLessonStrip(root, store, service, announce) {
  /** @type {string | null | undefined} what the network answered when the step was opened; undefined until it has answered */
  let firstLabel;

  const situation = () => ({ state: store.state, service, firstLabel: firstLabel ?? null });

  /** Remember the first answer, once there is a network and a drawing. */
  function observe() {
    const { model, pixels } = store.state;
    if (firstLabel === undefined && model && pixels && model.summary.reads_drawings) firstLabel = answer(model, pixels).label;
  }

  /** @param {Place} place */
  function open(place) {
    firstLabel = undefined;
    keepOpen(place.id);
    show(place);
    observe();
    announce(`Lesson ${place.lessonNumber}, step ${place.stepNumber}: ${place.step.title}`);
  }

  function close() {
    keepOpen(null);
    root.hidden = true;
    root.replaceChildren();
  }

  /** @param {Place} place */
  function show(place) {
    const { lesson, step, lessonNumber, stepNumber } = place;
    const at = PLACES.indexOf(place);
    const [before, after] = [PLACES[at - 1], PLACES[at + 1]];
    const next = createElement("a", { className: "lesson-next", href: after ? addressOf(after) : "#/library/lessons" }, after ? "Next" : "All lessons");
    const setDone = () => next.classList.add("done");
    if (readDone().includes(place.id)) setDone();
    const question = createQuestionForm(step.question, situation, () => {
      markDone(place.id);
      setDone();
    });
    root.replaceChildren(
      createElement("div", { className: "lesson-head" },
        createElement("p", { className: "heading" }, createElement("a", { href: "#/library/lessons" }, `Lesson ${lessonNumber}`), ` · ${lesson.title} · ${stepNumber} of ${lesson.steps.length}`),
        createElement("h2", { tabIndex: -1 }, step.title),
        createElement("nav", { className: "lesson-way", "aria-label": "Steps" }, ...(before ? [createElement("a", { href: addressOf(before) }, "Back")] : []), next)),
      createElement("div", { className: "lesson-text" }, createElement("p", {}, step.text), createElement("p", { className: "lesson-task" }, createElement("strong", {}, "Task. "), step.task)),
      question,
      createElement("button", { type: "button", className: "close", "aria-label": "Close the lesson", title: "Close the lesson", onclick: close }, "×"),
    );
    root.hidden = false;
  }

  /** The address of a step leads on to its room. */
  function follow() {
    const { room, path } = store.state;
    if (room !== "lesson") return;
    const place = findPlace(path.join("."));
    if (place) open(place);
    if (store.state.level === 1) store.set({ level: 2 }); // the questions are about numbers
    location.replace(place ? place.step.address : "#/library/lessons");
  }

  store.on(["room", "path"], follow);
  store.on(["model", "pixels"], () => { if (!root.hidden) observe(); });
  const kept = findPlace(readOpen() ?? "");
  if (kept) {
    show(kept);
    observe();
  }
  follow();
}

/** @param {string | null} id */
function keepOpen(id) {
  try {
    if (id === null) sessionStorage.removeItem(OPEN);
    else sessionStorage.setItem(OPEN, id);
  } catch { /* storage may be forbidden: then it closes with the page */ }
}

function readOpen() {
  try {
    return sessionStorage.getItem(OPEN);
  } catch {
    return null;
  }
}
