/** The room on one's own drawings: the panel below the sheet, and, once there are enough of them, everything else. */

import { createElement } from "../../../look/elements.js";
import { createLaboratory } from "../laboratory.js";
import { openRoom } from "../open-room.js";
import { createPageTools } from "../page-tools.js";
import { createHeldOut } from "../views/held-out.js";
import { createButton } from "../views/elements.js";
import { createOwnSet } from "../views/own-set.js";
import { DrawingSet } from "./drawing-set.js";
import { findMissing, splitDrawings } from "./own-digits.js";
import { startAnew, startFrom } from "./own-recipe.js";

const ADDRESS = Object.freeze({ set: "own" });
const FIRST_START = "tiny";

/** @type {DrawingSet | null} */
let kept = null;

/** What was trained last stays while other rooms are open. @type {{key: string, laboratory: import("../laboratory.js").Laboratory} | null} */
let opened = null;

/** The name of the network that is fine-tuned; "" for a new one. */
let startName = FIRST_START;

/**
 * @param {import("../../../studio/rooms.js").Context} context
 * @param {{openRuns: () => void, reopen: () => void, goBack: () => void, isWanted: () => boolean}} actions  `reopen` when the drawings have changed
 * @returns {Promise<() => void>} takes the views down
 */
export async function openOwnRoom(context, { openRuns, reopen, goBack, isWanted }) {
  const { store, service } = context;
  kept ??= new DrawingSet(getStorage());
  const set = kept;
  // The address may lead here before the networks are listed.
  const models = store.state.models.length ? store.state.models : await service.listModels().catch(() => []);
  const start = await findStart(service, models, set);
  if (!isWanted()) return () => {};
  const missing = findMissing(set.classes);
  const panel = createOwnSet(context, set, {
    models, startName, trainedOn: missing ? null : set.version,
    train: (name) => {
      startName = name;
      reopen();
    },
    goBack,
  });
  if (missing) {
    context.slots.controls.append(createElement("p", { className: "note", id: "learn-own-missing" },
      "Draw your own training set: draw on the sheet, and add each drawing to its class. Six of each are a good beginning; a third of them is held out to test on. "), createButton("Train on MNIST instead", goBack));
    return panel.remove;
  }
  const laboratory = openOwnLaboratory(set, start);
  const tools = createPageTools(context, laboratory, openRuns);
  const close = openRoom(context, laboratory, { ...tools, tabs: [createHeldOut(laboratory), ...tools.tabs] });
  return () => {
    close();
    panel.remove();
  };
}

/** @param {DrawingSet} set @param {import("./own-recipe.js").OwnStart} start */
function openOwnLaboratory(set, start) {
  const key = `${set.version} ${startName}`;
  if (opened?.key === key) return opened.laboratory;
  opened?.laboratory.close();
  const { train, test } = splitDrawings(set.classes);
  const note = `${train.count} of your drawings to train on, ${test.count} held out`;
  opened = { key, laboratory: createLaboratory({ name: "your drawings", note, train, test }, { ...start, address: ADDRESS }) };
  return opened.laboratory;
}

/** @param {import("../../../service/service.js").Service} service @param {readonly import("../../../models/page-model.js").ModelSummary[]} models @param {DrawingSet} set */
async function findStart(service, models, set) {
  if (!models.some(({ name }) => name === startName)) return startAnew();
  return startFrom(await service.loadModel(startName), set.classes.map(({ name }) => name));
}

/** Where the browser keeps things, if it may. */
function getStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
