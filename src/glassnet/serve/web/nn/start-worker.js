/** The page's side: starts the worker that trains. */

import { findEmbedded } from "../data/embedded.js";

/**
 * A module worker from an address of this site; or from a Blob of one script, for pages opened from disk, where browsers
 * refuse module workers: `glassnet studio --one-file` puts the script of each worker into the page that is named there by its
 * whole path, such as "nn/worker.js".
 * @param {string} address of `worker.js`, from the page's folder, or of a Blob
 * @returns {Worker} speak to it with `postMessage({command, ...})`, listen to `message`
 */
export function startWorker(address) {
  const script = findEmbedded(address);
  if (script) return startWorker(addressOf(script.text));
  const type = address.startsWith("blob:") ? "classic" : "module";
  return new Worker(trust(address), { type, name: "training" });
}

/** The address of a Blob with this code. @param {string} code @returns {string} */
export function addressOf(code) {
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

/** @type {{createScriptURL(address: string): any} | undefined} */
let policy;

/** The page forbids addresses of scripts that are plain text: this is the one place that makes one for a worker. @param {string} address */
function trust(address) {
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  if (factory === undefined) return address;
  policy ??= factory.createPolicy("glassnet-worker", { createScriptURL: checkAddress });
  return policy.createScriptURL(address);
}

/** @param {string} address */
function checkAddress(address) {
  const { protocol, origin } = new URL(address, document.baseURI);
  if (protocol === "blob:" || origin === location.origin) return address;
  throw new TypeError(`A worker of another site: ${address}`);
}
