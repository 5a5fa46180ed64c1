/** One network: its picture, its record, what it cannot do, and its mistakes. */

import { createElement } from "../../../look/elements.js";
import { findShownName, groupModels } from "../../../models/cards.js";
import { formatCount, formatShare } from "../../learn/numbers.js";
import { countExamples, findInterval } from "../intervals.js";
import { createCommand, createHead, createLink, createSection, createTable } from "../parts.js";
import { createMistakes } from "./mistakes.js";
import { paintFirstLayer } from "./weight-picture.js";

/** @typedef {import("../../../models/page-model.js").PageModel} PageModel */

/** @type {import("../room.js").Page} */
export function createNetworkPage(context, root, [name]) {
  const { store } = context;
  const part = createNetworkPart(context, name);
  root.append(createHead(name, findAbout(store, name)), part.element);
  return part.stop;
}

/**
 * What is known of a network, for its own page and for that of its tutorial.
 * @param {import("../../../studio/rooms.js").Context} context @param {string} name
 */
export function createNetworkPart(context, name) {
  const { store, service } = context;
  const element = createElement("div", {}, createElement("p", { className: "note", role: "status" }, "Loading the network …"));
  const canvas = createElement("canvas", { className: "library-picture large", width: 4, height: 4, role: "img", "aria-label": `Weights of the first layer of ${name}: blue is negative, orange positive` });
  /** @type {PageModel | null} */
  let model = null;
  let isOpen = true;
  /** @type {(() => void)} */
  let stopMistakes = () => {};
  const paint = () => { if (model) paintFirstLayer(canvas, model); };

  service.loadModel(name).then((loaded) => {
    if (!isOpen) return;
    model = loaded;
    const mistakes = createMistakes(context, loaded);
    stopMistakes = mistakes.stop;
    element.replaceChildren(
      createElement("div", { className: "library-facts" }, createElement("figure", {}, canvas, createElement("figcaption", { className: "note" }, "Weights of the first layer: the first 16 neurons or kernels.")), listFacts(loaded)),
      createSection("Mistakes", mistakes.element),
    );
    paint();
  }, (error) => { if (isOpen) element.replaceChildren(createElement("p", { className: "note" }, error.message)); });

  const stop = store.on(["theme"], paint);
  return {
    element,
    stop() {
      isOpen = false;
      stop();
      stopMistakes();
    },
  };
}

/** @param {import("../../../studio/rooms.js").Store} store @param {string} name */
function findAbout({ state }, name) {
  const shown = findShownName(name, state.models);
  return groupModels(state.models).flatMap(({ cards }) => cards).find((card) => card.name === shown)?.about ?? "";
}

/** @param {PageModel} model */
function listFacts({ name, summary, network, outputs, classNames, temperature }) {
  const record = /** @type {any} */ (summary);
  const rejects = outputs.length > classNames.length;
  /** @type {[string, (Node | string)[]][]} */
  const facts = [
    ["Network", [network.shapes.map((shape) => shape.join("×")).join(" → ")]],
    ["Parameters", [formatCount(summary.parameter_count)]],
    ["Trained on", [record.trained_on || "digits in this page"]],
    ["Answers “no digit”", [rejects ? "yes: it has one more output than there are digits" : "no: it takes everything for a digit"]],
    ["Calibrated", [temperature === 1 ? "no: its probabilities are as the training left them" : `yes: its outputs are divided by ${temperature.toFixed(3)}`]],
    ["Made by", record.made_by ? [createCommand(record.made_by)] : ["the room Learn"]],
    ["Measure again", [createCommand(`glassnet evaluate ${name} --data mnist`)]],
    ["Record and file", [createCommand(`glassnet models ${name}`)]],
    ["For other programs", [createCommand(`glassnet export ${name} --to onnx --out ${name}.onnx`), " or c, python, js, json, npz"]],
  ];
  return createElement("div", {},
    createElement("dl", { className: "library-list" }, ...facts.flatMap(([term, about]) => [createElement("dt", {}, term), createElement("dd", {}, ...about)])),
    listMetrics(summary),
    createElement("p", {}, createLink(`#/read?net=${encodeURIComponent(name)}`, "Draw to it"), " · ", createLink(`#/backprop?net=${encodeURIComponent(name)}`, "Follow its backward pass"), " · ", createLink(`#/lab?net=${encodeURIComponent(name)}`, "Try it in the Lab")));
}

/** @param {import("../../../models/page-model.js").ModelSummary} summary */
function listMetrics({ metrics }) {
  if (!metrics.length) return createElement("p", { className: "note" }, "No accuracy is in its record.");
  return createTable("Accuracies in its record", ["images", "accuracy", "95 % interval"], metrics.map(({ set, accuracy }) => {
    const count = countExamples(set);
    const [low, high] = count ? findInterval(accuracy, count) : [0, 0];
    return [set, formatShare(accuracy, 2), count ? `${formatShare(low, 2)} to ${formatShare(high, 2)}` : "not known"];
  }));
}
