/** Where the workers' code is: files of this site, or, in a page that is one file, Blobs of what the page carries. */

import { addressOf } from "../../nn/start-worker.js";

const FILES = { training: "rooms/learn/run/training-worker.js", analysis: "rooms/learn/analysis/worker.js" };

/** @param {"training" | "analysis"} name @returns {string} */
export function findWorker(name) {
  const carried = /** @type {any} */ (globalThis).glassnetWorkers?.[name];
  return carried === undefined ? new URL(FILES[name], document.baseURI).href : addressOf(carried);
}
