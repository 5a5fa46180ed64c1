/** Errors that the caller can fix; their messages say where, what was expected, what came, and what to do. */

export class GlassnetError extends Error {
  name = "GlassnetError";
}

/** A setting has an invalid value. */
export class SettingError extends GlassnetError {
  name = "SettingError";
}

/** An array has the wrong shape. */
export class ShapeError extends GlassnetError {
  name = "ShapeError";
}

/** A model file that is cut off, changed or of another kind. */
export class DamagedFile extends GlassnetError {
  name = "DamagedFile";
}

/** "Dense(100) expects ..., got .... Do this." @returns {string} */
export function formatError(where, expected, got, remedy) {
  return `${where} expects ${expected}, got ${got}. ${remedy}`;
}

/**
 * A remedy for an unknown name: the closest known one, else the list of all.
 * @param {string} tried
 * @param {string[]} known
 */
export function didYouMean(tried, known) {
  const [closest] = [...known].sort((a, b) => countEdits(tried, a) - countEdits(tried, b));
  const close = closest !== undefined && countEdits(tried, closest) <= Math.max(1, 0.4 * closest.length);
  return close ? `Did you mean '${closest}'?` : `Choose from: ${known.join(", ") || "none"}.`;
}

/** How many letters must be put in, left out or replaced (Levenshtein 1966). @param {string} a @param {string} b */
function countEdits(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
