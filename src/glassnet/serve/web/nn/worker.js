/** The worker's side: commands in, events out. Import it as a module worker, or put it and all it imports into a Blob. */

import { Session } from "./session.js";

/**
 * Carry out the commands that a port receives: the worker's global scope, or a MessagePort.
 * @param {{postMessage(message: any, transferred?: any): void, addEventListener(type: "message", listener: (event: any) => void): void}} port
 */
export function listen(port) {
  const session = new Session((message, transferred = []) => port.postMessage(message, transferred));
  port.addEventListener("message", ({ data }) => session.handle(data));
}

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) listen(globalThis);
