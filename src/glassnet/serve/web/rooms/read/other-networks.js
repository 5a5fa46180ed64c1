/** One line: what the other networks say, and whether Python computes the same numbers. At most one request each per finished drawing. */

import { createElement } from "../../look/elements.js";
import { findShownName } from "../../models/cards.js";
import { formatPercent } from "../../reading/numbers.js";

/** @typedef {import("../../reading/backend.js").Prediction} Prediction */

/** @param {import("../../studio/rooms.js").Context} context @param {() => import("../../models/answer.js").Answer | null} getAnswer */
export function createOtherNetworks({ store, service, slots }, getAnswer) {
  const list = createElement("ul", { className: "others", id: "compare", "aria-label": "What the other networks say" });
  const check = createElement("p", { className: "check numbers", id: "check" });
  slots.strip.append(list, check);
  /** @type {Uint8Array | null} */
  let asked = null;
  /** @type {Prediction[]} */
  let predictions = [];
  /** @type {{pixels: Uint8Array, model: string} | null} */
  let checked = null;

  function show() {
    const { models, modelName, pixels, online } = store.state;
    if (!pixels) predictions = [];
    const majority = findMajority(predictions.map(({ label }) => label));
    const others = predictions.filter(({ model }) => model !== modelName && findShownName(model, models) === model);
    const chips = others.map((prediction) => createChip(prediction, prediction.label !== majority, () => store.set({ modelName: prediction.model, selection: null, position: null })));
    const text = !online ? "The other networks, pictures and the check against Python need the service, which does not answer." : chips.length ? "The others say:" : "";
    list.replaceChildren(...(text ? [createElement("li", {}, text)] : []), ...(online ? chips : []));
  }

  async function compare() {
    const { pixels } = store.state;
    if (!pixels) return show();
    if (asked && isSame(asked, pixels)) return;
    asked = pixels;
    try {
      const reply = await service.compare(pixels);
      if (asked !== pixels) return;
      predictions = reply;
    } catch {
      asked = null; // asked again for the next drawing
      predictions = [];
    }
    show();
  }

  async function checkAgainstPython() {
    const { pixels, model } = store.state;
    const answer = getAnswer();
    check.textContent = "";
    if (!pixels || !answer || !model || model.summary.inPage) return;
    const own = { pixels, model: model.name };
    checked = own;
    try {
      const prediction = await service.predict(pixels, model.name);
      if (checked !== own) return;
      const difference = measureDifference(answer, prediction);
      check.textContent = `Checked against Python: largest difference ${formatDifference(difference)}`;
      check.title = "Between all activations that the page computed in double precision, and those of the service in the network’s own precision";
      check.classList.toggle("off", difference > 1e-3);
    } catch { /* without the service there is nothing to check against */ }
  }

  function compareAndCheck() {
    compare();
    checkAgainstPython();
  }

  const stops = [
    store.on(["settled", "model"], compareAndCheck),
    store.on(["online", "modelName", "models"], show),
    store.on(["pixels"], ({ pixels }) => {
      if (checked && pixels !== checked.pixels) check.textContent = "";
      if (!pixels) show();
    }),
  ];
  compareAndCheck();
  return () => {
    asked = checked = null;
    stops.forEach((stop) => stop());
  };
}

/** @param {Prediction} prediction @param {boolean} differs @param {() => void} choose */
function createChip({ model, label, reason, confidence }, differs, choose) {
  const chip = createElement("button", { type: "button", className: differs ? "chip differs" : "chip", title: confidence === null ? reason : `${formatPercent(confidence)}\u202f% sure. Show this network`, onclick: choose },
    createElement("span", {}, model), createElement("span", { className: "visually-hidden" }, ` says${differs ? ", unlike most," : ""} `),
    createElement("strong", {}, label ?? (reason ? "∅" : "·")));
  return createElement("li", {}, chip);
}

/** The largest absolute difference of all layers' outputs. @param {import("../../models/answer.js").Answer} answer @param {Prediction} prediction */
function measureDifference({ pass }, { layers }) {
  let largest = 0;
  layers.forEach(({ values }, layer) => {
    const own = pass.layers[layer].outputs.data;
    for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] - own[i]));
  });
  return largest;
}

/** "4e-8", as it is read in programs. @param {number} difference */
function formatDifference(difference) {
  return difference === 0 ? "0" : difference.toExponential(0);
}

/** @param {(string | null)[]} labels */
function findMajority(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function isSame(one, other) {
  return one.length === other.length && one.every((gray, i) => gray === other[i]);
}
