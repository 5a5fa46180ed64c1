/** Above the stage: train, step, rewind, speed; and what is trained. */

import { createElement } from "../../../look/elements.js";
import { createIcon } from "../../../studio/timeline.js";
import { describeRecipe } from "../recipe/description.js";
import { FAILURES, STARTS, TUTORIALS } from "../recipe/presets.js";
import { createButton, createSelect, setText } from "./elements.js";
import { createRateField } from "./rate-field.js";

const SPEEDS = /** @type {[string, string][]} */ ([["Infinity", "Full speed"], ["3000", "3,000 a second"], ["500", "500 a second"], ["64", "64 a second"]]);

/**
 * @param {HTMLElement} root
 * @param {import("../run/learn-run.js").LearnRun} run
 * @param {{rewind: () => void, changeRate: (rate: number) => void, refuse: (message: string) => void, setUp: () => void, start: (preset: import("../recipe/presets.js").Preset) => void, openRuns: () => void, drawOwn?: () => void}} actions
 */
export function createControls(root, run, actions) {
  const play = createElement("button", { type: "button", id: "learn-play", className: "primary", title: "Train and pause (K)" }, createIcon("play"), createElement("span", {}, "Train"));
  play.addEventListener("click", () => (run.isPlaying ? run.pause() : run.play()));
  const steps = [
    createButton("1 example", () => run.advance("example"), { title: "Show what the next example does (E)" }),
    createButton("1 batch", () => run.advance("batch"), { title: "One update (B)" }),
    createButton("1 epoch", () => run.advance("epoch"), { title: "Once through all examples (N)" }),
  ];
  const rewind = createButton("Rewind", actions.rewind, { icon: "undo", title: "Back to the same first weights (R)", id: "learn-rewind" });
  const speed = createSelect(SPEEDS, "Infinity", (value) => run.setSpeed(Number(value)));
  speed.setAttribute("aria-label", "Examples a second");
  const rate = createRateField(run, { change: actions.changeRate, refuse: actions.refuse });
  const recipe = createButton("Set up", actions.setUp, { title: "Network, optimizer, data …", className: "learn-recipe", id: "learn-setup-open" });
  const presets = createPresetMenu(actions.start);
  root.append(createElement("div", { className: "learn-controls", role: "toolbar", "aria-label": "Training" },
    play, createElement("div", { className: "learn-steps", role: "group", "aria-label": "Steps" }, ...steps), rewind, speed, rate.element,
    createElement("div", { className: "learn-what" }, recipe, presets,
      ...(actions.drawOwn ? [createButton("My own set", actions.drawOwn, { id: "learn-own-open", title: "Draw your own training set" })] : []),
      createButton("Runs …", actions.openRuns, { id: "learn-runs-open", title: "Training runs of the service: follow one, or start one at full speed" }))));

  /** @param {KeyboardEvent} event */
  function press(event) {
    const isTyping = event.target instanceof HTMLElement && event.target.closest("input:not([type=range]):not([type=radio]), select, textarea, dialog, #sheet");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = /** @type {Record<string, () => void>} */ ({ e: () => run.advance("example"), b: () => run.advance("batch"), n: () => run.advance("epoch"), r: actions.rewind });
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
  document.addEventListener("keydown", press);

  return {
    update() {
      setText(/** @type {Element} */ (play.lastElementChild), run.isPlaying ? "Pause" : run.status === "loading" ? "Loading …" : "Train");
      play.querySelector("use")?.setAttribute("href", `icons.svg#${run.isPlaying ? "pause" : "play"}`);
      rate.update();
      for (const button of [play, ...steps]) button.disabled = !run.canTrain;
      if (run.plain) setText(/** @type {Element} */ (recipe.firstElementChild), `Set up: ${describeRecipe(run.plain, run.shuffled)}`);
    },
    remove: () => document.removeEventListener("keydown", press),
  };
}

/** @param {(preset: import("../recipe/presets.js").Preset) => void} start */
function createPresetMenu(start) {
  const group = (/** @type {string} */ label, /** @type {any[]} */ presets) =>
    createElement("optgroup", { label }, ...presets.map(({ id, title }) => createElement("option", { value: id }, title)));
  const select = createElement("select", { id: "learn-presets", "aria-label": "Start from, or break it" },
    createElement("option", { value: "" }, "Start from, or break it …"), group("Start from", STARTS), group("A tutorial", TUTORIALS), group("Break it: famous failures", FAILURES));
  select.addEventListener("change", () => {
    const preset = [...STARTS, ...TUTORIALS, ...FAILURES].find(({ id }) => id === select.value);
    select.value = "";
    if (preset) start(preset);
  });
  return select;
}
