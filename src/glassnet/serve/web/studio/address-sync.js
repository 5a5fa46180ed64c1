/** The address follows the state, and the state follows the address. */

import { formatDrawing, parseDrawing } from "../ink/share.js";
import { formatAddress, formatSelection, parseAddress, parseSelection } from "./address.js";

/**
 * @typedef {import("./rooms.js").Store} Store
 * @typedef {import("./rooms.js").State} State
 * @typedef {import("./bench.js").Bench} Bench
 */

/** Milliseconds without another change before the address is written. */
const PAUSE = 300;
/** Parameters of the frame; all others are the room's. */
const OWN = new Set(["net", "level", "raw", "at", "w", "t", "pen", "ink", "pixels"]);

/** @param {Store} store @param {Bench} bench */
export function setUpAddress(store, bench) {
  let timer = 0;
  let room = store.state.room;
  let seen = location.hash;

  function write() {
    clearTimeout(timer);
    // A link was followed: its `hashchange` is still to come, and the state with it.
    if (location.hash !== seen) return location.href;
    const hash = formatState(store.state, bench.sheet.isExample);
    if (hash !== location.hash) history.replaceState(null, "", hash);
    seen = location.hash;
    return location.href;
  }

  store.on(["room", "path", "params", "modelName", "level", "raw", "selection", "position", "settled"], (state) => {
    clearTimeout(timer);
    if (state.room === room) timer = window.setTimeout(write, PAUSE);
    else room = state.room;
  });
  window.addEventListener("hashchange", () => {
    clearTimeout(timer);
    seen = location.hash;
    room = parseAddress(location.hash).room;
    readAddress(store, bench, { isFirst: false });
  });
  return { write };
}

/** @param {State} state @param {boolean} isExample  the example is not a drawing of the user */
export function formatState(state, isExample) {
  const params = {
    ...state.params,
    ...(state.modelName ? { net: state.modelName } : {}),
    ...(state.level === 2 ? {} : { level: String(state.level) }),
    ...(state.raw ? { raw: "1" } : {}),
    ...(state.position === null ? {} : { t: String(state.position) }),
    ...formatSelection(state.selection),
    ...(isExample ? {} : formatDrawing(state.drawing)),
  };
  return formatAddress({ room: state.room, path: [...state.path], params });
}

/** Ends waiting for the network of an address. */
let stopWaiting = () => {};

/** Select a part of a network that is still to be loaded: the one in sight may have no such part. @param {Store} store @param {import("./rooms.js").Selection} selection @param {string} name */
function selectLater(store, selection, name) {
  const stop = store.on(["model"], ({ model }) => {
    if (model?.name !== name) return;
    stopWaiting();
    // After the room has shown the network.
    setTimeout(() => store.set({ selection }));
  });
  stopWaiting = () => { stop(); stopWaiting = () => {}; };
}

/** What the address says; what it does not mention stays, at first the example is drawn. @param {Store} store @param {Bench} bench @param {{isFirst: boolean}} when */
export function readAddress(store, bench, { isFirst }) {
  const { room, path, params } = parseAddress(location.hash);
  const level = /** @type {1 | 2 | 3} */ ([1, 2, 3].find((each) => String(each) === params.level) ?? store.state.level);
  const position = /^\d{1,6}$/.test(params.t ?? "") ? Number(params.t) : null;
  const own = Object.fromEntries(Object.entries(params).filter(([name]) => !OWN.has(name)));
  const isElsewhere = room !== store.state.room;
  const hasState = "net" in params || isFirst;
  const selection = parseSelection(params);
  const isLoaded = !store.state.model || !params.net || params.net === store.state.model.name;
  stopWaiting();
  if (selection && !isLoaded) selectLater(store, selection, params.net);
  store.set({
    room, path, params: own, level,
    ...(params.net ? { modelName: params.net } : {}),
    ...(hasState ? { raw: params.raw === "1", selection: isLoaded ? selection : null, position } : isElsewhere ? { selection: null, position: null } : {}),
  });
  const drawing = parseDrawing(params);
  if (drawing) {
    if (JSON.stringify(formatDrawing(drawing)) !== JSON.stringify(formatDrawing(store.state.drawing))) bench.show(drawing);
  } else if (isFirst) bench.showExample();
}
