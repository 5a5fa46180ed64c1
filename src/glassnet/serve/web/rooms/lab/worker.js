/** The worker of the labs, and of the search in Read: test digits and networks in, results out; between two slices of work it listens. */

import { listenForSearches } from "../read/nearest/worker-part.js";
import { startTask } from "./core/tasks.js";
import { unpackSubject } from "./core/subject.js";

const SLICE = 25;
const PAUSE = 0;

/**
 * - `digits`: {digits}: what is measured on.
 * - `subject`: {subject}: the network that the tasks that follow are about.
 * - `run`: {id, task, settings} posts {id, progress} and {id, partial}, and at the end {id, result} or {id, error}. A task that is
 *   running is stopped by the next one.
 * - `stop`.
 * @param {{postMessage(message: any): void, addEventListener(type: "message", listener: (event: any) => void): void}} port
 */
export function listen(port) {
  /** @type {any} */
  let digits = null;
  /** @type {any} */
  let subject = null;
  let running = 0;

  /** @param {{id: number, task: string, settings: any}} asked */
  async function run({ id, task, settings }) {
    running = id;
    try {
      const work = startTask(task, subject, digits, settings, (partial) => { if (running === id) port.postMessage({ id, partial }); });
      for (;;) {
        const until = performance.now() + SLICE;
        let step = work.next();
        while (!step.done && performance.now() < until) step = work.next();
        if (step.done) return port.postMessage({ id, result: step.value });
        port.postMessage({ id, progress: step.value });
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        if (running !== id) return;
      }
    } catch (/** @type {any} */ error) {
      port.postMessage({ id, error: error.message });
    }
  }

  port.addEventListener("message", ({ data: { command, ...fields } }) => {
    if (command === "digits") digits = fields.digits;
    else if (command === "subject") subject = unpackSubject(fields.subject);
    else if (command === "stop") running = 0;
    else if (command === "run") run(/** @type {any} */ (fields));
  });
}

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) {
  listen(globalThis);
  listenForSearches(globalThis);
}
