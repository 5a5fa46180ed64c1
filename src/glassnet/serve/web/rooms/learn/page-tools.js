/** What the room has for a run in the page: its controls, setting it up, race, rate finder, and its address. */

import { createElement } from "../../look/elements.js";
import { changeRate } from "../../nn/rate-changes.js";
import { formatCount, formatNumber } from "./numbers.js";
import { formatRun, parseRun } from "./recipe/address.js";
import { fitRecipe } from "./recipe/fit.js";
import { findPreset } from "./recipe/presets.js";
import { createControls } from "./views/controls.js";
import { createRace } from "./views/race.js";
import { createRate } from "./views/rate.js";
import { createSetup } from "./views/setup.js";

/**
 * @param {import("../../studio/rooms.js").Context} context @param {import("./laboratory.js").Laboratory} laboratory
 * @param {() => void} openRuns  show the runs of the service
 * @param {() => void} [drawOwn]  go to one's own drawings
 */
export function createPageTools({ store, slots, toast }, laboratory, openRuns, drawOwn) {
  const { run } = laboratory;
  const setup = createSetup(laboratory, start);
  /** What to look for in the run that was chosen, and how to mend it: it stays while one tries. */
  const hint = createElement("p", { className: "note learn-hint", id: "learn-hint", role: "status" });
  const controls = createControls(slots.controls, run, {
    rewind: laboratory.rewind,
    changeRate: setRate,
    refuse: (message) => { hint.textContent = message; },
    setUp: () => { if (run.plain) setup.open(run.plain, run.shuffled); },
    start: startPreset,
    openRuns, drawOwn,
  });
  slots.controls.append(hint);
  const rate = createRate(laboratory, start);
  const race = createRace(laboratory, () => store.state.pixels);

  /** Set up another run. @param {import("../../nn/recipe.js").PlainRecipe} recipe @param {boolean} shuffled */
  function start(recipe, shuffled) {
    hint.textContent = "";
    try {
      laboratory.load(recipe, shuffled);
    } catch (/** @type {any} */ error) {
      return toast.show(error.message, { id: "learn" });
    }
    showAddress();
  }

  function showAddress() {
    const { plain, shuffled } = run;
    if (plain) store.set({ params: { ...laboratory.address, ...formatRun({ recipe: plain, shuffled }, laboratory.firstRecipe) } });
  }

  /** The rate from the next update on; where there is none, of a run from the start. @param {number} rate */
  function setRate(rate) {
    if (!run.plain) return;
    if (run.canTrain) return run.changeRate(rate);
    start(changeRate({ ...run.plain, name: "mine" }, 0, rate), run.shuffled);
    hint.textContent = `Rewound: rate ${formatNumber(rate)} from the start.`;
  }

  /** A rate that was changed is a part of the run: of its address, too. */
  function sayRate() {
    const { updates = [], rates = [] } = run.plain?.schedule ?? {};
    hint.textContent = updates.length
      ? `Rate ${formatNumber(rates.at(-1))} from update ${formatCount(updates.at(-1))} on. It is part of the recipe: Rewind, ${laboratory.isShareable ? "Share run " : ""}and the TOML repeat it.`
      : `Rate ${formatNumber(run.plain?.learning_rate)} from the start.`;
    showAddress();
  }

  /** @param {import("./recipe/presets.js").Preset} preset */
  function startPreset({ recipe, shuffled, about, look, mend }) {
    start(fitRecipe(recipe, laboratory.count), Boolean(shuffled));
    hint.textContent = look ? `${about} ${look} To mend it: ${mend}` : about;
  }

  /** Another address: another run. @param {Readonly<Record<string, string>>} params */
  function follow(params) {
    const wanted = parseRun(params) ?? (run.plain === null ? { recipe: laboratory.firstRecipe, shuffled: false } : null);
    if (!wanted) return;
    const preset = params.start && !params.recipe ? findPreset(params.start) : undefined;
    const recipe = preset ? fitRecipe(preset.recipe, laboratory.count) : wanted.recipe;
    if (run.plain !== null && JSON.stringify(run.plain) === JSON.stringify(recipe) && run.shuffled === wanted.shuffled) return;
    if (preset) startPreset(preset);
    else start(recipe, wanted.shuffled);
  }

  const stopRate = run.listen((what) => { if (what === "recipe") sayRate(); });
  const stop = store.on(["params"], ({ params, room }) => { if (room === "learn" && !params.run && params.set === laboratory.address.set) follow(params); });
  follow(store.state.params);
  return {
    controls, tabs: [race, rate],
    describe: () => (run.status === "finished" ? "finished" : ""),
    leave() {
      run.pause();
      laboratory.rival.pause();
      stop();
      stopRate();
      for (const part of [controls, race, rate, setup]) part.remove();
    },
  };
}
