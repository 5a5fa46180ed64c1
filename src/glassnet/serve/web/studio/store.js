/** One small store: a frozen state, and listeners to its fields. */

/**
 * @template {Record<string, any>} State
 * @param {State} initial
 */
export function createStore(initial) {
  let state = Object.freeze({ ...initial });
  /** @type {Set<{keys: (keyof State)[], listener: (state: Readonly<State>) => void}>} */
  const entries = new Set();
  return {
    get state() { return state; },
    /** Replace fields; listeners to those that changed are called once. @param {Partial<State>} patch */
    set(patch) {
      const changed = Object.keys(patch).filter((key) => !Object.is(state[key], patch[key]));
      if (!changed.length) return;
      state = Object.freeze({ ...state, ...patch });
      for (const entry of [...entries]) {
        if (entries.has(entry) && entry.keys.some((key) => changed.includes(/** @type {string} */ (key)))) entry.listener(state);
      }
    },
    /** @param {(keyof State)[]} keys @param {(state: Readonly<State>) => void} listener @returns {() => void} stops listening */
    on(keys, listener) {
      const entry = { keys, listener };
      entries.add(entry);
      return () => entries.delete(entry);
    },
  };
}
