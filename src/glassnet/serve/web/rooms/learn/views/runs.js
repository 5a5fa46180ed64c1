/** The runs of the service: a list to choose from, and a new one from the recipe of the room. */

import { createElement } from "../../../look/elements.js";
import { NEEDS_RUNS } from "../../../service/static-service.js";
import { describeRecipe } from "../recipe/description.js";
import { createButton, setText } from "./elements.js";
import { describeRun } from "./live-controls.js";

/** While the list is open, it is asked for so often, in milliseconds. */
const INTERVAL = 1500;

/**
 * @param {import("../../../service/runs.js").Runs | null} runs  null without a service
 * @param {{follow: (name: string) => void, getRecipe: () => {recipe: import("../../../nn/recipe.js").PlainRecipe, shuffled: boolean} | null}} room
 */
export function createRunsDialog(runs, { follow, getRecipe }) {
  const about = createElement("p", { className: "note" });
  const startButton = createButton("Start", start, { className: "primary", id: "learn-runs-start" });
  const starter = createElement("div", { className: "learn-actions" }, startButton, about);
  const problem = createElement("p", { className: "learn-runs-problem", role: "alert" });
  const list = createElement("ul", { className: "learn-runs" });
  const empty = createElement("p", { className: "note" }, "No runs yet. One that is started here, or by glassnet train --out in this folder, is listed here.");
  const dialog = createElement("dialog", { className: "learn-runs-dialog", "aria-labelledby": "learn-runs-title" },
    createElement("form", { method: "dialog", className: "learn-setup-head" },
      createElement("h2", { id: "learn-runs-title" }, "Runs of the service"), createElement("button", { className: "close", "aria-label": "Close" }, "×")),
    starter, problem, empty, list);
  document.body.append(dialog);
  let timer = 0;
  /** Rows by the name of their run: they stay, so that a click is not lost when the list is renewed. @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();
  let order = "";

  async function start() {
    const wanted = getRecipe();
    if (!runs || !wanted) return;
    startButton.disabled = true;
    try {
      const { name } = await runs.start(wanted.recipe);
      dialog.close();
      follow(name);
    } catch (/** @type {any} */ error) {
      setText(problem, error.message);
    }
    startButton.disabled = false;
  }

  async function refresh() {
    if (!runs || !dialog.open) return;
    try {
      show(await runs.list());
      if (problem.dataset.from === "list") setProblem("");
    } catch (/** @type {any} */ error) {
      starter.hidden = error.status === 404;
      empty.hidden = true;
      setProblem(error.status === 404 ? `${error.message} For example: glassnet studio --runs runs` : error.message);
      if (error.status === 404) return;
    }
    timer = window.setTimeout(refresh, INTERVAL);
  }

  /** @param {string} text of the list */
  function setProblem(text) {
    problem.dataset.from = "list";
    setText(problem, text);
  }

  /** @param {import("../../../service/runs.js").RunSummary[]} found */
  function show(found) {
    empty.hidden = found.length > 0;
    for (const each of found) {
      const row = rows.get(each.name) ?? createRow(each);
      rows.set(each.name, row);
      setText(row.state, describeRun(each));
      row.open.dataset.state = each.state;
    }
    const names = found.map(({ name }) => name);
    if (names.join("\n") === order) return;
    order = names.join("\n");
    list.replaceChildren(...names.map((name) => /** @type {ReturnType<typeof createRow>} */ (rows.get(name)).item));
  }

  /** @param {import("../../../service/runs.js").RunSummary} each */
  function createRow({ name, recipe, started_by: starter }) {
    const state = createElement("span", {});
    const open = createElement("button", { type: "button", className: "learn-run", onclick: () => { dialog.close(); follow(name); } },
      createElement("strong", {}, name), state, createElement("small", {}, `${recipe}, ${starter === "service" ? "started here" : "started in a terminal"}`));
    return { item: createElement("li", {}, open), open, state };
  }

  dialog.addEventListener("close", () => clearTimeout(timer));
  return {
    open() {
      const wanted = getRecipe();
      starter.hidden = !runs || !wanted || wanted.shuffled;
      setText(about, wanted ? `Train ${describeRecipe(wanted.recipe)} at full speed, in a process of its own on the machine of the service. It goes on when this page is closed.` : "");
      setText(problem, runs ? "" : NEEDS_RUNS);
      empty.hidden = true;
      dialog.showModal();
      refresh();
    },
    remove() {
      clearTimeout(timer);
      dialog.remove();
    },
  };
}
