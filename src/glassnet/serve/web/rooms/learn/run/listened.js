/** Something that others listen to. */

export class Listened {
  /** @type {Set<(what: string) => void>} */
  #listeners = new Set();

  /** @param {(what: string) => void} listener @returns {() => void} stops it */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {string} what  has changed */
  notify(what) {
    for (const listener of this.#listeners) listener(what);
  }
}
