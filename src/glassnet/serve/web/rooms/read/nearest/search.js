/** The page's side of the search for the nearest training digits: loads the digits once, asks the worker. */

import { startWorker } from "../../../nn/start-worker.js";
import { createDigitSource, loadTrainingDigits } from "../../learn/data/training-digits.js";
import { packHead } from "./neighbors.js";

/** One of its own, of the same code as that of the labs: one file carries the code once. */
const WORKER = "rooms/lab/worker.js";

/**
 * @typedef {{index: number, label: number, distance: number, image: Uint8Array}} Found
 * @typedef {{by: "pixels" | "hidden", found: Found[], searched: number, of: number}} Answer
 * @typedef {{name: string, isMnist: boolean, count: number, classNames: string[]}} DigitSet
 */

/** The worker and what it searches; it stays while other rooms are open. @type {Promise<{port: Worker, set: DigitSet}> | null} */
let opened = null;
let nextId = 1;

/** Load the training digits, once. @returns {Promise<{port: Worker, set: DigitSet}>} */
function open() {
  opened ??= loadTrainingDigits(createDigitSource()).then(({ name, note, train }) => {
    const port = startWorker(WORKER);
    const { images, labels, count, classNames } = train;
    port.postMessage({ command: "searched", images, labels, count }, [images.buffer]);
    return { port, set: { name, isMnist: note === "", count, classNames } };
  });
  opened.catch(() => { opened = null; });
  return opened;
}

/** The network that the worker has. @type {import("../../../models/page-model.js").PageModel | null} */
let subject = null;

/** @param {{onAnswer: (answer: Answer) => void, onError: (message: string) => void}} on */
export function createSearch({ onAnswer, onError }) {
  let current = 0;
  /** @type {Worker | null} */
  let listened = null;

  /** @param {{data: any}} event */
  function receive({ data: { id, error, ...answer } }) {
    if (id !== current) return;
    if (error) onError(error);
    else onAnswer(/** @type {Answer} */ (answer));
  }

  return {
    open,
    /** @param {import("../../../models/page-model.js").PageModel} model @param {Uint8Array} pixels @param {number} count */
    async find(model, pixels, count) {
      const id = nextId++;
      current = id;
      const { port } = await open();
      if (current !== id) return;
      if (listened !== port) port.addEventListener("message", receive);
      listened = port;
      if (subject !== model) port.postMessage({ command: "head", head: packHead(model.network, model.parameters) });
      subject = model;
      port.postMessage({ command: "find", id, pixels, count });
    },
    stop() {
      current = 0;
      listened?.postMessage({ command: "end" });
    },
    remove() {
      this.stop();
      listened?.removeEventListener("message", receive);
    },
  };
}
