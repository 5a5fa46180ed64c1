/** Learn: how did it come to know? */

import { createElement } from "../../look/elements.js";
import { openLaboratory } from "./laboratory.js";
import { openLiveLaboratory } from "./live/live-laboratory.js";
import { createLiveTools } from "./live-tools.js";
import { openRoom } from "./open-room.js";
import { createPageTools } from "./page-tools.js";
import { createRunsDialog } from "./views/runs.js";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "learn",
  title: "Learn",
  question: "How did it come to know?",
  layout: "workbench",
  wideAside: true,
  mount(context) {
    const { store, slots } = context;
    /** The name of the run of the service that is shown; "" for the run in the page, null for none yet. @type {string | null} */
    let shown = null;
    /** Counts what was opened: what comes late for an earlier one is dropped. */
    let turn = 0;
    let close = () => {};
    /** @type {import("./laboratory.js").Laboratory | null} */
    let page = null;
    /** The address of the run in the page. @type {Readonly<Record<string, string>>} */
    let pageParams = {};
    const runs = createRunsDialog(context.service.runs, { follow: (name) => go({ run: name }), getRecipe });

    /** @param {Readonly<Record<string, string>>} params */
    function go(params) {
      if (!store.state.params.run) pageParams = store.state.params;
      store.set({ params });
    }

    /** The recipe of the run in the page, as the service can train it. */
    function getRecipe() {
      if (!page?.run.plain) return null;
      const data = page.isMnist ? {} : { data: "simulated" };
      return { recipe: { ...page.run.plain, ...data }, shuffled: page.run.shuffled };
    }

    /** Show the run that the address names. */
    async function show() {
      const wanted = store.state.params.run ?? "";
      if (store.state.room !== "learn" || wanted === shown) return;
      turn += 1;
      const own = turn;
      close();
      empty(context);
      [shown, close] = [wanted, () => {}];
      const waiting = createElement("p", { className: "note", role: "status" }, "Loading the digits to train on …");
      slots.controls.append(waiting);
      try {
        const opened = await open(wanted, () => own === turn);
        if (own !== turn) return opened?.();
        waiting.remove();
        close = opened ?? close;
      } catch (/** @type {any} */ error) {
        if (own !== turn) return;
        waiting.textContent = error.message;
        if (wanted) slots.controls.append(createElement("button", { type: "button", className: "quiet small outlined", onclick: () => go(pageParams) }, "Train in the page"));
      }
    }

    /** @param {string} name @param {() => boolean} isWanted */
    async function open(name, isWanted) {
      const laboratory = await openLaboratory();
      page = laboratory;
      if (!isWanted()) return null;
      if (name === "") return openRoom(context, laboratory, createPageTools(context, laboratory, runs.open));
      if (!context.service.runs) throw new Error("This page has no service: it cannot follow runs.");
      const live = await openLiveLaboratory(context.service.runs, name, laboratory, (message) => context.toast.show(message, { id: "learn" }));
      if (!isWanted()) return live.close;
      return openRoom(context, live, createLiveTools(context, live, { openRuns: runs.open, goBack: () => go(pageParams) }));
    }

    const stop = store.on(["params"], show);
    show();
    return () => {
      turn += 1;
      stop();
      close();
      runs.remove();
    };
  },
};

/** What the frame gives is empty again, as after another room. @param {import("../../studio/rooms.js").Context} context */
function empty({ slots, stage, inspector, timeline }) {
  timeline.set(null);
  inspector.clear();
  stage.reset();
  for (const slot of Object.values(slots)) slot.replaceChildren();
}
