/** What this browser remembers of its user's progress: nothing leaves the machine. */

const PREFIX = "glassnet-";

/** @template Value @param {string} name @param {Value} otherwise where nothing is kept, or it cannot be read @returns {Value} */
export function readStored(name, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** @param {string} name @param {unknown} value */
export function writeStored(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch { /* storage may be forbidden: then it is forgotten */ }
}
