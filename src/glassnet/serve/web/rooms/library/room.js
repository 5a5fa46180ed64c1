/** Library: which networks are there, how good are they, and where do the tutorials err? */

import { createElement } from "../../look/elements.js";
import { createBugLab } from "./bugs/bug-lab.js";
import { createErrata } from "./errata/errata-page.js";
import { createLessonList } from "./lessons/lesson-list.js";
import { createTeacherPage } from "./lessons/teacher-page.js";
import { createWorksheetPage } from "./lessons/worksheet-page.js";
import { createLookalikes } from "./lookalikes/lookalikes-page.js";
import { createNetworkPage } from "./networks/network-page.js";
import { createOverview } from "./networks/overview.js";
import { findMeasurements } from "./measurements.js";
import { createTutorialPage } from "./tutorials/tutorial-page.js";

/**
 * A page: it fills `root` and returns what takes it down.
 * @typedef {(context: import("../../studio/rooms.js").Context, root: HTMLElement, rest: readonly string[]) => (() => void) | void} Page
 */

/** @type {Record<string, Page>} */
const PAGES = { lookalikes: createLookalikes, errata: createErrata, bugs: createBugLab, lessons: createLessonList, worksheet: createWorksheetPage, teacher: createTeacherPage };

const LINKS = [["", "Networks"], ["lookalikes", "Look-alikes"], ["errata", "Errata"], ["bugs", "Bug lab"], ["lessons", "Lessons"], ["worksheet", "Worksheet"], ["teacher", "For teachers"]];

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "library",
  title: "Library",
  question: "Which networks are there, how good are they, and where do the tutorials err?",
  layout: "page",
  mount,
};

/** @param {import("../../studio/rooms.js").Context} context */
function mount(context) {
  const { store, slots } = context;
  const links = LINKS.map(([path, title]) => createElement("a", { href: path ? `#/library/${path}` : "#/library" }, title));
  const root = createElement("div", { className: "library-page" });
  slots.page.append(createElement("nav", { className: "library-links", "aria-label": "Library" }, ...links), root);
  /** @type {(() => void) | void} */
  let close;

  function show() {
    close?.();
    const [first = "", ...rest] = store.state.path;
    root.replaceChildren();
    slots.page.scrollTo(0, 0);
    close = choosePage(first)(context, root, first in PAGES ? rest : [first, ...rest]);
    links.forEach((link, i) => {
      const [path] = LINKS[i];
      if (path === first || (path === "" && !(first in PAGES))) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  const stop = store.on(["path"], show);
  show();
  return () => {
    stop();
    close?.();
  };
}

/** @param {string} first  of the path; a tutorial's or a network's name is a page, too @returns {Page} */
function choosePage(first) {
  if (first === "") return createOverview;
  return PAGES[first] ?? ((context, root, [name]) => {
    let close = /** @type {(() => void) | void} */ (undefined);
    let isOpen = true;
    findMeasurements().then(({ tutorials }) => {
      if (!isOpen) return;
      const tutorial = tutorials.find((each) => each.name === name);
      close = tutorial ? createTutorialPage(context, root, tutorial) : createNetworkPage(context, root, [name]);
    });
    return () => {
      isOpen = false;
      close?.();
    };
  });
}
