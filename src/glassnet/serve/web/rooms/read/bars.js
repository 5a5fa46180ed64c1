/** One bar for each class: beside the outputs on the stage, or as a list where there is no space there. */

import { createElement } from "../../look/elements.js";
import { formatPercent } from "../../reading/numbers.js";

/**
 * @typedef {import("../../models/page-model.js").PageModel} PageModel
 * @typedef {import("../../models/answer.js").Answer} Answer
 */

const MAX_NAME_LETTERS = 14;
const LABEL_SPACE = 12;

/** @param {import("../../stage/stage.js").Stage} stage @param {HTMLElement} aside @param {(index: number) => void} select  called when a bar is clicked; by keyboard the output itself is selected */
export function createBars(stage, aside, select) {
  const list = createElement("ol", { id: "bars", className: "bars listed", tabIndex: 0, "aria-label": "Probability of each class" });
  /** @type {PageModel | null} */
  let model = null;
  /** @type {Answer | null} */
  let answer = null;
  let isReached = true;
  aside.append(list);
  list.addEventListener("click", ({ target }) => {
    const index = [...list.children].findIndex((bar) => bar.contains(/** @type {Node} */ (target)));
    if (index >= 0) select(index);
  });

  stage.onLayout((places) => {
    const isPlaced = places !== null;
    if (list.classList.contains("placed") !== isPlaced || !list.isConnected) {
      list.className = isPlaced ? "bars placed" : "bars listed";
      // As a list it scrolls where there are many classes, by keyboard, too.
      if (isPlaced) list.removeAttribute("tabindex");
      else list.tabIndex = 0;
      (isPlaced ? stage.overlay : aside).append(list);
    }
    [...list.children].forEach((bar, i) => {
      const style = /** @type {HTMLElement} */ (bar).style;
      const place = places?.[i];
      const start = place ? place.left + LABEL_SPACE : 0;
      style.left = place ? `${start}px` : "";
      style.width = place ? `${place.width - LABEL_SPACE}px` : "";
      style.top = place ? `${place.middle}px` : "";
    });
  });

  function update() {
    model?.classNames.forEach((name, i) => {
      updateBar(list.children[i], isReached ? (answer?.probabilities[i] ?? null) : null, isReached && answer?.label === name);
    });
  }

  return {
    /** @param {PageModel} next @param {Answer | null} nextAnswer */
    show(next, nextAnswer) {
      if (next !== model) {
        list.replaceChildren(...next.classNames.map((name) => createBar(name, explain(next, name))));
        const letters = Math.max(...next.classNames.map((name) => name.length));
        list.style.setProperty("--letters", String(Math.min(MAX_NAME_LETTERS, letters)));
        stage.repaint();
      }
      model = next;
      answer = nextAnswer;
      update();
    },
    /** @param {boolean} reached */
    setReached(reached) {
      isReached = reached;
      update();
    },
  };
}

/** What a bar is. @param {PageModel} model @param {string} name */
function explain(model, name) {
  if (model.probabilities === "separate") return `The output for ${name}, between 0 and 1: not a share of the others.`;
  return model.recipe.rejects ? `How probable ${name} is, if it is one of these at all.` : `How probable ${name} is, according to this network. All bars together are 100\u202f%.`;
}

/** @param {string} name @param {string} title */
function createBar(name, title) {
  return createElement("li", { title },
    createElement("span", { className: "name", title: name }, name),
    createElement("span", { className: "track", "aria-hidden": "true" }, createElement("i")),
    createElement("span", { className: "value numbers" }));
}

/** @param {Element} bar @param {number | null} share @param {boolean} best */
function updateBar(bar, share, best) {
  const [, track, value] = bar.children;
  bar.classList.toggle("best", best);
  /** @type {HTMLElement} */ (track.firstElementChild).style.setProperty("--share", String(share ?? 0));
  value.textContent = share === null ? "" : `${formatPercent(share)}\u202f%`;
}
