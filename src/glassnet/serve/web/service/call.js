/** Requests to the service: with its key where it needs one, and with errors in words. */

import { BackendError } from "../reading/backend.js";

const TIMEOUT_SECONDS = 15;
export const UNREACHABLE = "No connection to Glassnet. Is the service still running? Drawing and reading go on without it.";

/** @param {() => Promise<string>} askForKey @param {(online: boolean) => void} onOnline */
export function createCaller(askForKey, onOnline) {
  /** Kept in memory only: never in the address, never stored. */
  let key = "";

  /** The reply's JSON. Throws `BackendError`. @param {string} path @param {RequestInit} [request] @returns {Promise<any>} */
  return async function call(path, request = {}) {
    const response = await send(path, { ...request, headers: { ...request.headers, ...getKeyHeaders(key) } }, onOnline);
    if (response.status === 401) {
      key = await askForKey();
      return call(path, request);
    }
    const body = await response.json().catch(() => null);
    if (!response.ok || body === null) throw createError(response, body);
    return body;
  };
}

/** @param {string} path @param {RequestInit} request @param {(online: boolean) => void} onOnline */
async function send(path, request, onOnline) {
  try {
    const response = await fetch(path, { ...request, signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) });
    onOnline(true);
    return response;
  } catch {
    onOnline(false);
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
