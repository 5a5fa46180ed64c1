/** The page: drawings go to the backend, predictions go to the views. */

import { drawExample } from "./ink/example.js";
import { setUpImages } from "./ink/images.js";
import { formatFragment, parseFragment } from "./ink/share.js";
import { createSheet } from "./ink/sheet.js";
import { setUpTools } from "./ink/tools.js";
import { createElement, getElement } from "./look/elements.js";
import { setUpTheme } from "./look/theme.js";
import { describeArchitecture } from "./network/columns.js";
import { createState, findMostActive } from "./network/state.js";
import { createNetworkView } from "./network/view.js";
import { createHttpBackend } from "./reading/http-backend.js";
import { askForKey } from "./reading/key.js";
import { createNewestRequest } from "./reading/newest-request.js";
import { createAnswerView } from "./views/answer.js";
import { createCompareView } from "./views/compare.js";
import { createNeuronView } from "./views/neuron.js";
import { createStagesView } from "./views/stages.js";

/**
 * @typedef {import("./reading/backend.js").Prediction} Prediction
 * @typedef {import("./reading/backend.js").ModelDescription} ModelDescription
 * @typedef {import("./network/paint.js").Neuron} Neuron
 */

const START_RETRY = 2000;

const backend = createHttpBackend(askForKey);
const select = /** @type {HTMLSelectElement} */ (getElement("model"));
const raw = /** @type {HTMLInputElement} */ (getElement("raw"));
const errorMessage = getElement("error");

const answerView = createAnswerView();
const stagesView = createStagesView();
const networkView = createNetworkView({ select: (neuron) => selectNeuron(neuron, true), announce: answerView.announce });
const neuronView = createNeuronView((neuron) => selectNeuron(neuron, false));
const compareView = createCompareView(useModel);

/** @type {import("./reading/backend.js").ModelSummary[]} */
let models = [];
/** @type {ModelDescription | null} */
let model = null;
/** The model that was requested last; its description may not be here yet. */
let requestedModel = "";
/** @type {Prediction | null} */
let prediction = null;
/** @type {Prediction[]} */
let predictions = [];
/** @type {Neuron | null} */
let selected = null;

const predictionRequest = createNewestRequest(
  (/** @type {{model: string, raw: boolean}} */ options) => backend.predict(sheet.drawing, options),
  {
    onReply: (reply) => { prediction = reply; clearError(); show(); },
    onError: showError,
    onRecovery: clearError,
    onPending: (pending) => answerView.setPending("prediction", pending),
  });
const compareRequest = createNewestRequest(
  (/** @type {{raw: boolean}} */ options) => backend.compare(sheet.drawing, options),
  { onReply: (reply) => { predictions = reply; showComparison(); }, onError: () => {} }, 150);

const sheet = createSheet(/** @type {HTMLCanvasElement} */ (getElement("sheet")), handleInk);
const tools = setUpTools(sheet, { random: showRandomDigit });

function handleInk() {
  tools.update();
  tools.setNote("");
  if (sheet.isEmpty) reset();
  else predict();
}

function predict() {
  if (!model) return;
  if (model.reads_drawings) predictionRequest.send({ model: model.name, raw: raw.checked });
  compareRequest.send({ raw: raw.checked });
}

/** The sheet is empty: cancel the requests and clear the answers. */
function reset() {
  predictionRequest.cancel();
  compareRequest.cancel();
  prediction = null;
  predictions = [];
  clearError();
  show();
  showComparison();
}

function show() {
  if (!model) return;
  const state = createState(model, prediction);
  networkView.show(state);
  networkView.mark(selected);
  answerView.show(model, prediction);
  stagesView.show(prediction, sheet.drawing);
  neuronView.show(state, selected ?? findMostActive(state), selected !== null);
}

function showComparison() {
  compareView.show(models, predictions, model?.name ?? "");
}

/** @param {Neuron} neuron @param {boolean} scroll */
function selectNeuron(neuron, scroll) {
  selected = neuron;
  show();
  if (scroll) neuronView.scrollTo();
}

/** @param {string} name */
async function useModel(name) {
  requestedModel = name;
  answerView.setPending("model", true);
  try {
    const described = await backend.getModel(name);
    if (name !== requestedModel) return;
    model = described;
  } catch (error) {
    if (name !== requestedModel) return;
    answerView.setPending("model", false);
    return showError(error);
  }
  answerView.setPending("model", false);
  clearError();
  predictionRequest.cancel();
  prediction = null;
  selected = null;
  select.value = name;
  getElement("network-caption").textContent = describeArchitecture(model);
  show();
  showComparison();
  if (!sheet.isEmpty) predict();
}

async function showRandomDigit() {
  try {
    const { pixels, label, set } = await backend.getRandomDigit();
    sheet.show({ kind: "pixels", pixels });
    tools.setNote(`${set}, labeled ${label}.`);
  } catch (error) {
    showError(error);
  }
}

/** @param {any} error */
function showError(error) {
  errorMessage.textContent = error.message;
  errorMessage.hidden = false;
}

function clearError() {
  errorMessage.hidden = true;
}

async function share() {
  location.replace(formatFragment(sheet.drawing, { model: model?.name ?? "", raw: raw.checked }));
  const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
  const text = copied ? "Copied: a link to this drawing." : "The address of this page now links to this drawing.";
  answerView.announce(text);
  tools.setNote(text);
}

/** Show the drawing in the address; the example where it has none. */
function restore() {
  const shared = parseFragment(location.hash);
  raw.checked = shared.raw;
  if (shared.pen) sheet.setPen(shared.pen);
  if (shared.strokes?.length) sheet.restore(shared.strokes);
  else if (shared.pixels) sheet.show({ kind: "pixels", pixels: shared.pixels });
  else drawExample(sheet);
}

async function start() {
  const shared = parseFragment(location.hash);
  try {
    models = await backend.listModels();
  } catch (error) {
    showError(error);
    return void setTimeout(start, START_RETRY);
  }
  select.replaceChildren(...models.map(({ name }) => createElement("option", { value: name }, name)));
  const first = models.find(({ name }) => name === shared.model) ?? models[0];
  await useModel(first.name);
  restore();
}

setUpTheme(() => {
  sheet.repaint();
  networkView.repaint();
  show();
});
setUpImages({
  onImage: (image) => sheet.show({ kind: "image", image }),
  onError: (message) => showError(new Error(message)),
});
select.addEventListener("change", () => useModel(select.value));
raw.addEventListener("change", () => { if (!sheet.isEmpty) predict(); });
getElement("share").addEventListener("click", share);
getElement("slow-motion").addEventListener("click", () => networkView.play());
window.addEventListener("hashchange", restore);
start();
