/** The ends of the epochs, to go to: what the network was then is shown everywhere. */

import { createElement } from "../../../look/elements.js";

/** With more epochs, those of the series 1, 2, 5, 10, ... have a button, and the last one. */
const MAX_BUTTONS = 11;

/** @param {HTMLElement} root @param {import("../run/learn-run.js").LearnRun} run @param {(step: number) => void} choose */
export function createEpochs(root, run, choose) {
  const buttons = createElement("span", { className: "learn-epochs-buttons", role: "group", "aria-label": "Go to the end of an epoch; 0 is before training" });
  root.append(createElement("p", { className: "learn-epochs" }, createElement("span", { "aria-hidden": "true" }, "Epoch"), buttons));
  /** @type {{epoch: number, step: number}[]} */
  let listed = [];

  return {
    update() {
      const { snapshots } = run.history;
      const ends = chooseEpochs(snapshots.filter(({ epoch }) => Number.isInteger(epoch)));
      if (ends.map(({ step }) => step).join() !== listed.map(({ step }) => step).join()) {
        listed = ends;
        buttons.replaceChildren(...ends.map(({ epoch, step }) => {
          const button = createElement("button", { type: "button", className: "quiet small", title: epoch === 0 ? "Before training" : `After epoch ${epoch}` }, String(epoch));
          button.addEventListener("click", () => choose(step));
          return button;
        }));
      }
      listed.forEach(({ step }, i) => buttons.children[i].setAttribute("aria-pressed", String(step === run.shown?.step)));
    },
  };
}

/** @template {{epoch: number}} Moment @param {Moment[]} ends @returns {Moment[]} */
export function chooseEpochs(ends) {
  if (ends.length <= MAX_BUTTONS) return ends;
  return ends.filter(({ epoch }, i) => epoch === 0 || i === ends.length - 1 || /^[125]0*$/.test(String(epoch)));
}
