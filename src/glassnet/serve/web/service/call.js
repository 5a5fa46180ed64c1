/** Requests to the service: with its key where it needs one, and with errors in words. */

import { BackendError } from "../reading/backend.js";

const TIMEOUT_SECONDS = 15;
export const UNREACHABLE = "No connection to Glassnet. Is the service still running? Drawing and reading go on without it.";

/**
 * `request` resolves to a response with a good status; `call` to its JSON. Both throw `BackendError`. A request with a signal of
 * its own has no time limit.
 * @typedef {{request: (path: string, request?: RequestInit) => Promise<Response>, call: (path: string, request?: RequestInit) => Promise<any>}} Caller
 */

/** @param {() => Promise<string>} askForKey @param {(online: boolean) => void} onOnline @returns {Caller} */
export function createCaller(askForKey, onOnline) {
  /** Kept in memory only: never in the address, never stored. */
  let key = "";

  /** @param {string} path @param {RequestInit} [settings] @returns {Promise<Response>} */
  async function request(path, settings = {}) {
    const response = await send(path, { ...settings, headers: { ...settings.headers, ...getKeyHeaders(key) } }, onOnline);
    if (response.status === 401) {
      key = await askForKey();
      return request(path, settings);
    }
    if (!response.ok) throw createError(response, await response.json().catch(() => null));
    return response;
  }

  /** @param {string} path @param {RequestInit} [settings] @returns {Promise<any>} */
  async function call(path, settings) {
    const response = await request(path, settings);
    const body = await response.json().catch(() => null);
    if (body === null) throw createError(response, body);
    return body;
  }
  return { request, call };
}

/** @param {string} path @param {RequestInit} request @param {(online: boolean) => void} onOnline */
async function send(path, request, onOnline) {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000), ...request });
    onOnline(true);
    return response;
  } catch {
    if (!request.signal?.aborted) onOnline(false);
    throw new BackendError(UNREACHABLE, 0);
  }
}

/** @param {string} key @returns {Record<string, string>} */
function getKeyHeaders(key) {
  return key ? { "X-API-Key": key } : {};
}

/** @param {Response} response @param {any} body */
function createError(response, body) {
  return new BackendError(body?.error?.message ?? `The service answered with status ${response.status}.`, response.status);
}
