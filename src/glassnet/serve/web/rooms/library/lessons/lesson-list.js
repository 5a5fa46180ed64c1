/** The path: ten lessons with their steps, and how far one has come. */

import { COURSE, PLACES, addressOf } from "../../../lessons/course.js";
import { findNext, forgetDone, onProgress, readDone } from "../../../lessons/progress.js";
import { createElement } from "../../../look/elements.js";
import { createButton, createHead, createLink } from "../parts.js";

/** @type {import("../room.js").Page} */
export function createLessonList(context, root) {
  const list = createElement("ol", { className: "library-lessons" });
  const progress = createElement("p", { role: "status" });
  const start = createLink("#", "");
  start.className = "library-start";
  const reset = createButton("Begin anew", forgetDone, "quiet small");
  root.append(
    createHead("Lessons", "Ten short lessons through all rooms. Each step is one paragraph, one task and one question, whose answer the page computes with the network in hand. Your progress stays on this machine."),
    createElement("div", { className: "library-buttons" }, start, reset), progress, list,
  );

  function show() {
    const done = readDone();
    const next = findNext();
    start.href = addressOf(next);
    start.textContent = done.length ? `Go on with ${next.id}, ${next.step.title}` : "Begin";
    reset.hidden = done.length === 0;
    progress.textContent = `${done.length} of ${PLACES.length} steps done.`;
    list.replaceChildren(...COURSE.map((lesson, i) => {
      const own = PLACES.filter(({ lessonNumber }) => lessonNumber === i + 1);
      return createElement("li", { className: "library-lesson" },
        createElement("h3", {}, `${i + 1}. ${lesson.title}`),
        createElement("p", { className: "note" }, `${lesson.minutes} minutes · ${own.filter(({ id }) => done.includes(id)).length} of ${own.length} done`),
        createElement("ol", {}, ...own.map((place) => {
          const isDone = done.includes(place.id);
          return createElement("li", { className: isDone ? "done" : "" }, createLink(addressOf(place), place.step.title, ...(isDone ? [createElement("span", {}, " ✓"), createElement("span", { className: "visually-hidden" }, "done")] : [])));
        })));
    }));
  }

  show();
  return onProgress(show);
}
