/** The files of an exported page, and what it says of itself: whether there is a service is written in the page, never tried out. */

import { findEmbedded } from "./embedded.js";

/**
 * @typedef {object} Site
 * @property {string} version  of Glassnet
 * @property {import("../models/page-model.js").ModelSummary[]} models
 * @property {string[]} files  paths of models and digits
 *
 * @type {Site | null | undefined}
 */
let site;

/** What the exported page says of itself; null where a service sent the page. @returns {Site | null} */
export function readSite() {
  if (site === undefined) {
    const text = document.getElementById("site")?.textContent;
    site = text ? JSON.parse(text) : null;
  }
  return site ?? null;
}

/**
 * Like `fetch`, for files beside the page. An exported page asks only for what it has; the rest is not found, without a request.
 * @param {string} path @returns {Promise<Response>}
 */
export async function fetchFile(path) {
  const known = readSite();
  if (known === null) return fetch(path);
  if (!known.files.includes(path)) return new Response(null, { status: 404 });
  const embedded = findEmbedded(path);
  if (embedded === null) return fetch(path);
  return new Response(embedded.isBase64 ? Uint8Array.from(atob(embedded.text), (letter) => letter.charCodeAt(0)) : embedded.text);
}
