/** Learn: how did it come to know? */

import { createElement } from "../../look/elements.js";
import { openLaboratory } from "./laboratory.js";
import { openLiveLaboratory } from "./live/live-laboratory.js";
import { createLiveTools } from "./live-tools.js";
import { openRoom } from "./open-room.js";
import { openOwnRoom } from "./own/own-room.js";
import { createPageTools } from "./page-tools.js";
import { createRunsDialog } from "./views/runs.js";

const RUN = "run:";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "learn",
  title: "Learn",
  question: "How did it come to know?",
  layout: "workbench",
  wideAside: true,
  mount(context) {
    const { store, slots } = context;
    /** What is shown: "page", "own", or the name of a run of the service after "run:". */
    let shown = "";
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
      if (shown === "page") pageParams = store.state.params;
      store.set({ params });
    }

    /** The recipe of the run in the page, as the service can train it. */
    function getRecipe() {
      if (!page?.run.plain) return null;
      const data = page.isMnist ? {} : { data: "simulated" };
      return { recipe: { ...page.run.plain, ...data }, shuffled: page.run.shuffled };
    }

    /** Show what the address names. */
    async function show() {
      const wanted = findMode(store.state.params);
      if (store.state.room !== "learn" || wanted === shown) return;
      turn += 1;
      const own = turn;
      close();
      empty(context);
      [shown, close] = [wanted, () => {}];
      const waiting = createElement("p", { className: "note", role: "status" }, wanted === "own" ? "" : "Loading the digits to train on …");
      slots.controls.append(waiting);
      try {
        const opened = await open(wanted, () => own === turn);
        if (own !== turn) return opened?.();
        waiting.remove();
        close = opened ?? close;
      } catch (/** @type {any} */ error) {
        if (own !== turn) return;
        waiting.textContent = error.message;
        if (wanted !== "page") slots.controls.append(createElement("button", { type: "button", className: "quiet small outlined", onclick: () => go(pageParams) }, "Train in the page"));
      }
    }

    /** @param {string} mode @param {() => boolean} isWanted */
    async function open(mode, isWanted) {
      if (mode === "own") return openOwnRoom(context, { openRuns: runs.open, reopen, goBack: () => go(pageParams), isWanted });
      const laboratory = await openLaboratory();
      page = laboratory;
      if (!isWanted()) return null;
      if (mode === "page") return openRoom(context, laboratory, createPageTools(context, laboratory, runs.open, () => go({ set: "own" })));
      if (!context.service.runs) throw new Error("This page has no service: it cannot follow runs.");
      const live = await openLiveLaboratory(context.service.runs, mode.slice(RUN.length), laboratory, { failed: (message) => context.toast.show(message, { id: "learn" }), isWanted });
      if (!isWanted()) return live.close;
      return openRoom(context, live, createLiveTools(context, live, { openRuns: runs.open, goBack: () => go(pageParams) }));
    }

    function reopen() {
      shown = "";
      store.set({ params: { set: "own" } });
      show();
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

/** @param {Readonly<Record<string, string>>} params */
function findMode({ run, set }) {
  if (run) return `${RUN}${run}`;
  return set === "own" ? "own" : "page";
}

/** What the frame gives is empty again, as after another room. @param {import("../../studio/rooms.js").Context} context */
function empty({ slots, stage, inspector, timeline }) {
  timeline.set(null);
  inspector.clear();
  stage.reset();
  for (const slot of Object.values(slots)) slot.replaceChildren();
}
