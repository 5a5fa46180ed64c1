/** The page put together: ink goes to the reader, answers go to the views. */

import { createSheet } from "./ink/sheet.js";
import { setUpPictures } from "./ink/pictures.js";
import { drawSample } from "./ink/sample.js";
import { fromFragment, toFragment } from "./ink/share.js";
import { setUpTools } from "./ink/tools.js";
import { found, made } from "./look/elements.js";
import { setUpTheme } from "./look/theme.js";
import { architecture } from "./network/anatomy.js";
import { live, mostAwake } from "./network/state.js";
import { createNetworkView } from "./network/view.js";
import { createHttpReader } from "./reading/http-reader.js";
import { askForKey } from "./reading/key.js";
import { createLive } from "./reading/live.js";
import { createAnswerView } from "./views/answer.js";
import { createCompareView } from "./views/compare.js";
import { createNeuronView } from "./views/neuron.js";
import { createStagesView } from "./views/stages.js";

/**
 * @typedef {import("./reading/reader.js").Answer} Answer
 * @typedef {import("./reading/reader.js").ModelDescription} ModelDescription
 * @typedef {import("./network/paint.js").Place} Place
 */

const reader = createHttpReader(askForKey);
const select = /** @type {HTMLSelectElement} */ (found("model"));
const raw = /** @type {HTMLInputElement} */ (found("raw"));
const trouble = found("trouble");

const answerView = createAnswerView();
const stagesView = createStagesView();
const networkView = createNetworkView({ choose: (place) => choose(place, true), say: answerView.say });
const neuronView = createNeuronView((place) => choose(place, false));
const compareView = createCompareView(useModel);

/** @type {import("./reading/reader.js").ModelSummary[]} */
let models = [];
/** @type {ModelDescription | null} */
let model = null;
/** The model that was asked for last, which may be on its way. */
let wanted = "";
/** @type {Answer | null} */
let answer = null;
/** @type {Answer[]} */
let answers = [];
/** @type {Place | null} */
let place = null;

const readings = createLive(
  (/** @type {{model: string, raw: boolean}} */ wish) => reader.read(sheet.drawing, wish),
  {
    told: (reply) => { answer = reply; clearTrouble(); show(); },
    failed: showTrouble,
    mended: clearTrouble,
    awaiting: (on) => answerView.awaits("reading", on),
  });
const comparisons = createLive(
  (/** @type {{raw: boolean}} */ wish) => reader.compare(sheet.drawing, wish),
  { told: (reply) => { answers = reply; showComparison(); }, failed: () => {} }, 150);

const sheet = createSheet(/** @type {HTMLCanvasElement} */ (found("sheet")), inkChanged);
const tools = setUpTools(sheet, { random: randomDigit });

function inkChanged() {
  tools.show();
  tools.note("");
  if (sheet.isEmpty) forget();
  else ask();
}

function ask() {
  if (!model) return;
  readings.ask({ model: model.name, raw: raw.checked });
  comparisons.ask({ raw: raw.checked });
}

/** The sheet is empty: nothing is asked, and nothing that is under way is told. */
function forget() {
  readings.forget();
  comparisons.forget();
  answer = null;
  answers = [];
  clearTrouble();
  show();
  showComparison();
}

function show() {
  if (!model) return;
  const state = live(model, answer);
  networkView.show(state);
  networkView.mark(place);
  answerView.show(model, answer);
  stagesView.show(answer, sheet.drawing);
  neuronView.show(state, place ?? mostAwake(state), place !== null);
}

function showComparison() {
  compareView.show(models, answers, model?.name ?? "");
}

/** @param {Place} chosen @param {boolean} scroll */
function choose(chosen, scroll) {
  place = chosen;
  show();
  if (scroll) neuronView.scrollTo();
}

/** @param {string} name */
async function useModel(name) {
  wanted = name;
  answerView.awaits("model", true);
  try {
    const described = await reader.describe(name);
    if (name !== wanted) return;
    model = described;
  } catch (error) {
    if (name !== wanted) return;
    answerView.awaits("model", false);
    return showTrouble(error);
  }
  answerView.awaits("model", false);
  clearTrouble();
  readings.forget();
  answer = null;
  place = null;
  select.value = name;
  found("network-caption").textContent = architecture(model);
  show();
  showComparison();
  if (!sheet.isEmpty) ask();
}

async function randomDigit() {
  try {
    const { pixels, label, set } = await reader.testDigit();
    sheet.show({ kind: "pixels", pixels });
    tools.note(`${set}, labelled ${label}.`);
  } catch (error) {
    showTrouble(error);
  }
}

/** @param {any} error */
function showTrouble(error) {
  trouble.textContent = error.message;
  trouble.hidden = false;
}

function clearTrouble() {
  trouble.hidden = true;
}

async function share() {
  location.replace(toFragment(sheet.drawing, { model: model?.name ?? "", raw: raw.checked }));
  const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
  answerView.say(copied ? "The address with this drawing is copied." : "The address of this page now holds this drawing.");
  tools.note(copied ? "Copied: the address holds this drawing." : "The address above now holds this drawing.");
}

/** Put on the sheet what the address holds; a sample where it holds nothing. */
function restore() {
  const shared = fromFragment(location.hash);
  raw.checked = shared.raw;
  if (shared.pen) sheet.setPen(shared.pen);
  if (shared.strokes?.length) sheet.restore(shared.strokes);
  else if (shared.pixels) sheet.show({ kind: "pixels", pixels: shared.pixels });
  else drawSample(sheet);
}

async function start() {
  const shared = fromFragment(location.hash);
  try {
    models = await reader.models();
  } catch (error) {
    showTrouble(error);
    return void setTimeout(start, 2000);
  }
  select.replaceChildren(...models.map(({ name }) => made("option", { value: name }, name)));
  await useModel(models.some(({ name }) => name === shared.model) ? /** @type {string} */ (shared.model) : models[0].name);
  restore();
}

setUpTheme(() => {
  sheet.repaint();
  networkView.repaint();
  show();
});
setUpPictures({
  taken: (picture) => sheet.show({ kind: "picture", picture }),
  refused: (message) => showTrouble(new Error(message)),
});
select.addEventListener("change", () => useModel(select.value));
raw.addEventListener("change", () => { if (!sheet.isEmpty) ask(); });
found("share").addEventListener("click", share);
found("slow-motion").addEventListener("click", () => networkView.play());
window.addEventListener("hashchange", restore);
start();
