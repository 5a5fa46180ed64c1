/** Above the stage, for a run of the service: which one it is, how far it is, and its commands. */

import { createElement } from "../../../look/elements.js";
import { createIcon } from "../../../studio/timeline.js";
import { formatShare } from "../numbers.js";
import { describeRecipe } from "../recipe/description.js";
import { createButton, setText } from "./elements.js";

/**
 * @param {HTMLElement} root @param {import("../live/live-laboratory.js").LiveLaboratory} laboratory
 * @param {{openRuns: () => void, goBack: () => void}} actions
 */
export function createLiveControls(root, { run, port }, { openRuns, goBack }) {
  const play = createElement("button", { type: "button", id: "learn-live-play", className: "primary" }, createIcon("play"), createElement("span", {}, "Resume"));
  play.addEventListener("click", () => port.postMessage({ command: port.isPlaying ? "pause" : "play" }));
  const step = createButton("Step", () => port.postMessage({ command: "step" }), { id: "learn-live-step", title: "Train until the next report, then pause" });
  const stop = createButton("Stop", () => port.postMessage({ command: "stop" }), { id: "learn-live-stop", title: "Write a checkpoint and end the process; it can be resumed" });
  const name = createElement("strong", {});
  const state = createElement("span", { id: "learn-live-state", role: "status" });
  const note = createElement("p", { className: "note", id: "learn-live-note" });
  root.append(createElement("div", { className: "learn-controls", role: "toolbar", "aria-label": "Run of the service" },
    play, createElement("div", { className: "learn-steps", role: "group", "aria-label": "Commands" }, step, stop),
    createElement("p", { className: "learn-live" }, name, " ", state),
    createElement("div", { className: "learn-what" }, createButton("Runs …", openRuns, { id: "learn-runs-open" }), createButton("Train in the page", goBack, { id: "learn-live-leave" }))), note);

  return {
    update() {
      const { detail } = port;
      const isOver = detail.state === "finished" || detail.state === "diverged";
      for (const button of [play, step, stop]) button.hidden = isOver;
      const isTraining = detail.state === "running" || detail.state === "paused";
      setText(/** @type {Element} */ (play.lastElementChild), port.isPlaying ? "Pause" : "Resume");
      play.querySelector("use")?.setAttribute("href", `icons.svg#${port.isPlaying ? "pause" : "play"}`);
      play.disabled = !(detail.accepts_commands || detail.state === "stopped");
      for (const button of [step, stop]) button.disabled = !(detail.accepts_commands && isTraining);
      setText(name, detail.name);
      setText(state, describeRun(detail));
      const isStarting = detail.state === "running" && detail.accepts_commands && run.progress === null;
      setText(note, isStarting ? "Starting: the process loads the digits and compiles its loops." : [explain(detail, run.plain ? describeRecipe(run.plain) : ""), ...run.symptoms.map(({ advice }) => advice)].join(" "));
    },
  };
}

/** "running, 3 of 6 epochs, 97.1 % right". @param {import("../../../service/runs.js").RunSummary} run */
export function describeRun({ state, epoch, epochs, accuracy }) {
  const parts = [state, `${epoch} of ${epochs} epochs`];
  if (accuracy !== null) parts.push(`${formatShare(accuracy)} right`);
  return parts.join(", ");
}

/** @param {import("../../../service/runs.js").RunDetail} detail @param {string} recipe */
function explain({ state, started_by: starter, accepts_commands: isOurs, message, last_event: lastEvent }, recipe) {
  const hasFailed = state === "stopped" && message !== "" && (lastEvent === 0 || message.startsWith("Error"));
  if (hasFailed) return `It has failed: ${message}`;
  if (state === "stopped") return `${recipe}. Its checkpoint is kept: Resume goes on from there.`;
  if (state === "finished" || state === "diverged") return `${recipe}. Move through it with the timeline.`;
  if (!isOurs) return `${recipe}. Another process trains it${starter === "terminal" ? ", in a terminal" : ""}: it can be followed here, and paused there.`;
  return `${recipe}. A process of its own trains it, on the machine of the service.`;
}
