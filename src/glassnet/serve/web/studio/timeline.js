/**
 * The timeline: first, back, play, forward, and a scrubber. What it runs over is the room's matter.
 *
 * Keys, wherever no field has them: K plays and pauses, J goes back, L goes forward.
 */

import { createElement } from "../look/elements.js";

/**
 * @typedef {object} Steps
 * @property {string} label      what it runs over, such as "Layers"
 * @property {number} count      positions are 0 ... count - 1
 * @property {number} position
 * @property {(position: number) => string} describe  one sentence on what is seen there
 * @property {(position: number) => void} onMove      called when a control moved it
 * @property {number} [interval] milliseconds for each step while it plays
 * @property {Partial<Controls>} [controls]  what a room does itself in place of moving along the positions
 * @property {boolean} [playing]  for rooms with controls of their own
 *
 * @typedef {{first: () => void, back: () => void, play: () => void, pause: () => void, forward: () => void}} Controls
 * @typedef {ReturnType<typeof createTimeline>} Timeline
 */

const INTERVAL = 1100;
const BUTTONS = /** @type {const} */ ([["first", "First", "first"], ["back", "Back", "back"], ["play", "Play", "play"], ["forward", "Forward", "forward"]]);

/** @param {HTMLElement} root */
export function createTimeline(root) {
  const buttons = Object.fromEntries(BUTTONS.map(([id, name, icon]) => [id, createButton(id, name, icon)]));
  const scrubber = createElement("input", { type: "range", id: "timeline-scrubber", min: "0", step: "1" });
  const text = createElement("p", { id: "timeline-text", className: "timeline-text" });
  root.append(createElement("div", { className: "timeline-buttons", role: "group", "aria-label": "Timeline" }, ...Object.values(buttons)), scrubber, text);
  /** @type {Steps | null} */
  let steps = null;
  let timer = 0;
  let playing = false;

  function paint() {
    root.classList.toggle("empty", !steps);
    if (!steps) return;
    const { count, position, describe, label, controls } = steps;
    scrubber.max = String(Math.max(0, count - 1));
    scrubber.value = String(position);
    scrubber.disabled = count < 2;
    scrubber.setAttribute("aria-label", label);
    const sentence = describe(position);
    scrubber.setAttribute("aria-valuetext", sentence);
    text.textContent = text.title = sentence;
    buttons.first.disabled = !controls?.first && position === 0;
    buttons.back.disabled = !controls?.back && position === 0;
    buttons.forward.disabled = !controls?.forward && position >= count - 1;
    const name = playing ? "Pause" : "Play";
    buttons.play.setAttribute("aria-label", name);
    buttons.play.title = `${name} (K)`;
    buttons.play.querySelector("use")?.setAttribute("href", `icons.svg#${playing ? "pause" : "play"}`);
  }

  /** @param {number} position */
  function move(position) {
    if (!steps) return;
    const next = Math.max(0, Math.min(steps.count - 1, position));
    if (next === steps.position) return;
    steps.position = next;
    paint();
    steps.onMove(next);
  }

  /** @param {number} position  by the user: playing stops */
  function moveByHand(position) {
    stop();
    move(position);
  }

  function stop() {
    clearTimeout(timer);
    if (!playing) return;
    if (steps?.controls?.pause) return steps.controls.pause();
    playing = false;
    paint();
  }

  function advance() {
    if (!steps || !playing) return;
    move(steps.position + 1);
    if (steps.position >= steps.count - 1) return stop();
    timer = window.setTimeout(advance, steps.interval ?? INTERVAL);
  }

  function start() {
    if (!steps) return;
    if (steps.controls?.play) return steps.controls.play();
    playing = true;
    if (steps.position >= steps.count - 1) move(0);
    paint();
    timer = window.setTimeout(advance, steps.interval ?? INTERVAL);
  }

  const actions = {
    first: () => (steps?.controls?.first ? steps.controls.first() : moveByHand(0)),
    back: () => (steps?.controls?.back ? steps.controls.back() : moveByHand((steps?.position ?? 0) - 1)),
    play: () => (playing ? stop() : start()),
    forward: () => (steps?.controls?.forward ? steps.controls.forward() : moveByHand((steps?.position ?? 0) + 1)),
  };
  for (const [id] of BUTTONS) buttons[id].addEventListener("click", actions[id]);
  scrubber.addEventListener("input", () => moveByHand(Number(scrubber.value)));

  const KEYS = /** @type {Record<string, () => void>} */ ({ k: actions.play, j: actions.back, l: actions.forward });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.closest("input:not([type=range]):not([type=radio]), select, textarea, dialog");
    const action = KEYS[event.key.toLowerCase()];
    if (!steps || !action || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });

  return {
    /** Run over other steps, or over none. @param {Steps | null} next */
    set(next) {
      clearTimeout(timer);
      steps = next && { ...next };
      playing = next?.playing ?? false;
      paint();
    },
    /** Change some of the fields, such as count and position while a run grows. @param {Partial<Steps>} patch */
    update(patch) {
      if (!steps) return;
      Object.assign(steps, patch);
      if (patch.playing !== undefined) playing = patch.playing;
      paint();
    },
    stop,
    get position() { return steps?.position ?? 0; },
    get playing() { return playing; },
  };
}

/** @param {string} id @param {string} name @param {string} icon */
function createButton(id, name, icon) {
  const keys = /** @type {Record<string, string>} */ ({ back: " (J)", play: " (K)", forward: " (L)" });
  return createElement("button", { type: "button", id: `timeline-${id}`, className: "quiet square", "aria-label": name, title: `${name}${keys[id] ?? ""}` }, createIcon(icon));
}

/** @param {string} name */
export function createIcon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `icons.svg#${name}`);
  svg.append(use);
  return svg;
}
