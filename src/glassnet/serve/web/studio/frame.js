/** The frame: makes the parts once, and puts rooms into them. */

import { readSite } from "../data/site-files.js";
import { createLessonStrip } from "../lessons/strip.js";
import { getElement } from "../look/elements.js";
import { setUpProjector } from "../look/projector.js";
import { setUpTheme } from "../look/theme.js";
import { FIRST, findShownName } from "../models/cards.js";
import { askForKey } from "../reading/key.js";
import { createService } from "../service/service.js";
import { createStaticService } from "../service/static-service.js";
import { createStage } from "../stage/stage.js";
import { createAnnouncer } from "./announcer.js";
import { createBench } from "./bench.js";
import { createInspector } from "./inspector.js";
import { createLevel } from "./level.js";
import { createModelPicker } from "./model-picker.js";
import { showPrivacy } from "./privacy.js";
import { NO_INK } from "./render-drawing.js";
import { ROOMS, findRoom } from "./rooms.js";
import { setUpRooms } from "./room-switch.js";
import { setUpStaticPage } from "./static-page.js";
import { createStore } from "./store.js";
import { createTimeline } from "./timeline.js";
import { createToast } from "./toast.js";
import { readAddress, setUpAddress } from "./address-sync.js";

const RETRY = 2000;

/** @type {import("../reading/backend.js").Drawing} */
const NOTHING = { kind: "strokes", strokes: [], pen: 18 };

/** @type {import("./rooms.js").State} */
const FIRST_STATE = {
  room: ROOMS[0].id, path: [], params: {}, models: [], modelName: "", model: null,
  drawing: NOTHING, digit: NOTHING, rendering: NO_INK, pixels: null, settled: 0, raw: false,
  level: 2, selection: null, position: null, online: true, theme: 0,
};

export function startFrame() {
  const store = /** @type {import("./rooms.js").Store} */ (createStore(FIRST_STATE));
  const toast = createToast(getElement("toasts"));
  const announce = createAnnouncer(getElement("announcement"));
  const site = readSite();
  const service = site ? createStaticService(site) : createService(askForKey, (online) => store.set({ online }));
  const level = createLevel(getElement("level"), store);
  const stage = createStage(getElement("stage"), store, announce);
  const inspector = createInspector(getElement("inspector"), store);
  const timeline = createTimeline(getElement("timeline"));
  const bench = createBench(store, service, toast);
  const slots = /** @type {import("./rooms.js").Slots} */ (Object.fromEntries(
    ["controls", "lower", "bench", "aside", "strip", "page"].map((name) => [name, getElement(`slot-${name}`)])));

  if (service.isStatic) setUpStaticPage();
  showPrivacy(service.isStatic);
  createModelPicker(store);
  const countTheme = () => store.set({ theme: store.state.theme + 1 });
  setUpProjector(countTheme);
  setUpTheme(countTheme);
  setUpModels(store, service, toast);
  const address = setUpAddress(store, bench);
  getElement("share").addEventListener("click", () => share(address.write(), toast));
  getElement("skip").addEventListener("click", (event) => {
    event.preventDefault();
    getElement("sheet").focus();
  });
  readAddress(store, bench, { isFirst: true });
  createLessonStrip(getElement("lesson"), store, service, announce);
  setUpRooms({ store, bench, stage, inspector, timeline, toast, level, service, slots, announce }, findRoom);
  listModels(store, service, toast);
}

/** Load the selected network; the newest choice counts. @param {import("./rooms.js").Store} store @param {import("../service/service.js").Service} service @param {import("./toast.js").Toast} toast */
function setUpModels(store, service, toast) {
  store.on(["modelName", "models"], async ({ modelName, models, model }) => {
    if (!modelName || model?.name === modelName || !models.some(({ name }) => name === modelName)) return;
    try {
      const loaded = await service.loadModel(modelName);
      if (store.state.modelName !== modelName) return;
      toast.hide("model");
      store.set({ model: loaded });
    } catch (/** @type {any} */ error) {
      if (store.state.modelName !== modelName) return;
      toast.show(error.message, { id: "model", kind: "error" });
      if (model) store.set({ modelName: model.name });
    }
  });
}

/** @param {import("./rooms.js").Store} store @param {import("../service/service.js").Service} service @param {import("./toast.js").Toast} toast */
async function listModels(store, service, toast) {
  try {
    const models = await service.listModels();
    const wanted = findShownName(store.state.modelName, models);
    const first = [wanted, FIRST, models[0].name].find((name) => models.some((each) => each.name === name)) ?? "";
    toast.hide("start");
    store.set({ models, modelName: first });
  } catch (/** @type {any} */ error) {
    toast.show(error.message, { id: "start", kind: "error" });
    setTimeout(() => listModels(store, service, toast), RETRY);
  }
}

/** @param {string} address @param {import("./toast.js").Toast} toast */
async function share(address, toast) {
  const isCopied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
  toast.show(isCopied ? "Copied: a link to what you see." : "The address of this page links to what you see.", { id: "share" });
}
