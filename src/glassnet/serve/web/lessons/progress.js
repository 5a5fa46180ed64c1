/** Which steps are done: kept on this machine. */

import { readStored, writeStored } from "../studio/stored.js";
import { PLACES } from "./course.js";

const STORED = "lessons";
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {string[]} ids of steps */
export function readDone() {
  const known = readStored(STORED, /** @type {string[]} */ ([]));
  return Array.isArray(known) ? known.filter((id) => PLACES.some((place) => place.id === id)) : [];
}

/** @param {string} id */
export function markDone(id) {
  writeStored(STORED, [...new Set([...readDone(), id])]);
  for (const listener of listeners) listener();
}

export function forgetDone() {
  writeStored(STORED, []);
  for (const listener of listeners) listener();
}

/** @param {() => void} listener @returns {() => void} */
export function onProgress(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The first step that is not done; the first one of all where everything is. */
export function findNext() {
  const done = readDone();
  return PLACES.find(({ id }) => !done.includes(id)) ?? PLACES[0];
}
