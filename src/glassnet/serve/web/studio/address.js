/**
 * Every state is an address: `#/room/path?parameters`. Browsers do not send this part to the service.
 *
 * Addresses of earlier versions, `#model=...&ink=...`, are read, too.
 */

/**
 * @typedef {{room: string, path: string[], params: Record<string, string>}} Address
 * @typedef {import("./rooms.js").Selection} Selection
 */

const FIRST_ROOM = "read";
/** Parameters in this order, before all others. */
const ORDER = ["net", "level", "raw", "at", "w", "t", "pen", "ink", "pixels"];

/** @param {string} hash @returns {Address} */
export function parseAddress(hash) {
  const text = hash.replace(/^#/, "");
  if (!text.startsWith("/")) return { room: FIRST_ROOM, path: [], params: renameOld(parseParams(text)) };
  const [way, query = ""] = splitOnce(text, "?");
  const [room = "", ...path] = way.split("/").filter(Boolean).map(decode);
  return { room: room || FIRST_ROOM, path, params: parseParams(query) };
}

/** @param {Address} address */
export function formatAddress({ room, path, params }) {
  const way = [room, ...path].map(encodeURIComponent).join("/");
  const names = Object.keys(params).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const query = new URLSearchParams(names.map((name) => [name, params[name]]));
  return names.length ? `#/${way}?${query}` : `#/${way}`;
}

/** A selection as parameters: layers as on the stage, neurons and pixels from 1. @param {Selection | null} selection @returns {Record<string, string>} */
export function formatSelection(selection) {
  if (!selection) return {};
  if (selection.kind === "weight") return { w: `${selection.column}.${selection.from + 1}.${selection.to + 1}` };
  return { at: `${selection.column}.${selection.index + 1}` };
}

/** @param {Record<string, string>} params @returns {Selection | null} */
export function parseSelection({ at, w }) {
  const [column, from, to] = parseCounts(w, 3);
  if (column > 0) return { kind: "weight", column, from: from - 1, to: to - 1 };
  const [place, index] = parseCounts(at, 2);
  return place === undefined ? null : { kind: "neuron", column: place, index: index - 1 };
}

/** Whole numbers between dots, all but the first above 0; nothing where the text is of another form. @param {string | undefined} text @param {number} count */
function parseCounts(text, count) {
  const parts = (text ?? "").split(".");
  if (parts.length !== count || !parts.every((part) => /^\d{1,7}$/.test(part))) return [];
  const numbers = parts.map(Number);
  return numbers.slice(1).every(Boolean) ? numbers : [];
}

/** @param {string} query */
function parseParams(query) {
  return Object.fromEntries(new URLSearchParams(query));
}

/** @param {Record<string, string>} params */
function renameOld({ model, ...params }) {
  return model ? { ...params, net: model } : params;
}

/** @param {string} name */
function rank(name) {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

/** @param {string} text @param {string} mark */
function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
