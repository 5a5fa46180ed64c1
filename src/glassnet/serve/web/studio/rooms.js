/**
 * The registry of rooms, and what a room gets from the frame.
 *
 * A room is a module with a `Room` as its default export. `mount(context)` builds the room out of the frame's parts and returns
 * the function that takes it down again (listeners, timers, workers). The frame empties all slots, and resets the stage, the
 * inspector and the timeline, after a room was taken down: a room removes only what it holds elsewhere.
 */

import backprop from "../rooms/backprop/room.js";
import lab from "../rooms/lab/room.js";
import learn from "../rooms/learn/room.js";
import library from "../rooms/library/room.js";
import read from "../rooms/read/room.js";

/**
 * @typedef {object} Room
 * @property {string} id        first part of the address: `#/read`
 * @property {string} title     as in the navigation
 * @property {string} question  one sentence: what the room answers
 * @property {"workbench" | "page"} layout
 *   `workbench`: bench, stage and aside stay; `page`: the room has the whole space in `slots.page`
 * @property {boolean} [wideAside]  a room whose aside holds charts gets half as much space again for it
 * @property {(context: Context) => (() => void) | void} mount
 *
 * @typedef {object} Context
 * @property {Store} store
 * @property {import("./bench.js").Bench} bench          sheet, tools, the 28x28
 * @property {import("../stage/stage.js").Stage} stage   the network
 * @property {import("./inspector.js").Inspector} inspector  what is selected
 * @property {import("./timeline.js").Timeline} timeline
 * @property {import("./toast.js").Toast} toast          short messages over the page
 * @property {Level} level
 * @property {import("../service/service.js").Service} service  networks, and what only the service can do
 * @property {Slots} slots
 * @property {(text: string) => void} announce           for screen readers, politely, after a short pause
 *
 * ## The store
 *
 * `store.state` is frozen; `store.set(patch)` replaces fields and calls the listeners of those that changed;
 * `store.on(keys, listener)` returns the function that stops listening. Fields:
 *
 * @typedef {object} State
 * @property {string} room
 * @property {readonly string[]} path      the rest of the address: `#/lab/fool` has ["fool"]
 * @property {Readonly<Record<string, string>>} params
 *   a room's own parameters of the address, such as {seed: "7"}: set them, and they are written to the address
 * @property {readonly import("../models/page-model.js").ModelSummary[]} models  all that can be selected
 * @property {string} modelName            the selected one; it may be loading
 * @property {import("../models/page-model.js").PageModel | null} model  the loaded network with its parameters
 * @property {import("../reading/backend.js").Drawing} drawing  what is on the sheet
 * @property {import("../reading/backend.js").Drawing} digit  what is looked into: the drawing, or one digit of several on the sheet
 * @property {import("../ink/pipeline/rendering.js").Rendering} rendering  the 28x28 of this digit, and its stages
 * @property {Uint8Array | null} pixels    the 28x28 that the networks read, 784 gray levels, 255 full ink; null without ink
 * @property {number} settled              counts finished strokes: changes when the pen is lifted, not while it draws
 * @property {boolean} raw                 whether the drawing is only shrunk, not scaled and centered
 * @property {1 | 2 | 3} level             1 pictures, 2 and numbers, 3 and formulas
 * @property {Selection | null} selection  what the inspector shows
 * @property {number | null} position      of the timeline where it is not at its end; null at the end
 * @property {boolean} online              whether the service answered last time
 * @property {number} theme                changes with every change of colors
 *
 * @typedef {{kind: "neuron", column: number, index: number} | {kind: "weight", column: number, from: number, to: number}} Selection
 *   columns as on the stage: 0 is the input (its neurons are pixels), the last one the output; indices from 0.
 *   A weight leads into `column`.
 *
 * @typedef {object} Store
 * @property {Readonly<State>} state
 * @property {(patch: Partial<State>) => void} set
 * @property {(keys: (keyof State)[], listener: (state: Readonly<State>) => void) => () => void} on
 *
 * ## The stage
 *
 * `stage.show({model, parameters, pass, lens, reached, tiles})` replaces the named fields and paints in the next frame:
 * - `model`: a `PageModel`; its columns are laid out anew. `stage.columns` are the columns.
 * - `parameters`: other ones than the model's own, such as those of a snapshot; null for the model's.
 * - `pass`: the values of one example, as `nn/trace.js` returns them (`traceForward` or `tracePass`): {inputs, layers}; or null.
 * - `lens`: what nodes and lines mean, see `stage/lens.js`; `stage/lenses/forward.js` is weight x activation,
 *   `stage/lenses/weights.js` the weights alone.
 * - `reached`: columns after this one are not shown yet; Infinity shows all. A fraction shows the lines on their way.
 * - `tiles`: whether the weight images of the first layer are beside their neurons.
 * - `outputs`: the share 0 to 1 of each output, for the bars beside them, or null; `best`: the index of the emphasized one.
 * A selection by pointer or keys goes to `store.state.selection`.
 *
 * ## The inspector
 *
 * `inspector.show(title, nodes, {closable})` replaces its content without moving the page; `inspector.clear()` empties it. The
 * room listens to `selection` and fills it; its close button and Escape set `selection` to null.
 *
 * ## The timeline
 *
 * `timeline.set({label, count, position, describe, onMove, interval, controls})`, see `studio/timeline.js`.
 *
 * ## Slots
 *
 * Empty elements that a room fills with nodes of its own; empty slots take no space.
 *
 * @typedef {object} Slots
 * @property {HTMLElement} controls  a strip above the stage
 * @property {HTMLElement} lower     below the stage, at most half of its space; scrolls by itself
 * @property {HTMLElement} bench     below the tools of the sheet
 * @property {HTMLElement} aside     right of the stage, over the inspector
 * @property {HTMLElement} strip     one line below the timeline
 * @property {HTMLElement} page      everything, for rooms with the layout `page`
 *
 * ## The level
 *
 * Elements with the class `numbers` are seen from level 2, with `formulas` at level 3: no code is needed for them.
 *
 * @typedef {object} Level
 * @property {1 | 2 | 3} value
 * @property {(listener: (level: 1 | 2 | 3) => void) => () => void} on
 */

/** @type {readonly Room[]} */
export const ROOMS = Object.freeze([read, learn, backprop, lab, library]);

/** The room of an address; the first one where there is none of this id. @param {string} id */
export function findRoom(id) {
  return ROOMS.find((room) => room.id === id) ?? ROOMS[0];
}
