/** Networks by name: each one is loaded once, and those that were trained in the page are beside the others. */

/**
 * @typedef {import("../models/page-model.js").PageModel} PageModel
 * @typedef {import("../models/page-model.js").ModelSummary} ModelSummary
 */

/**
 * @param {() => Promise<ModelSummary[]>} list  the networks that were not trained in the page
 * @param {(name: string) => Promise<PageModel>} load  one of them
 */
export function createModelCache(list, load) {
  /** @type {Map<string, PageModel>} */
  const own = new Map();
  /** @type {Map<string, Promise<PageModel>>} */
  const loading = new Map();

  /** @param {string} name */
  function request(name) {
    const requested = load(name);
    loading.set(name, requested);
    requested.catch(() => loading.delete(name));
    return requested;
  }

  return {
    listModels: async () => [...[...own.values()].map(({ summary }) => summary), ...(await list())],
    loadModel: async (/** @type {string} */ name) => own.get(name) ?? loading.get(name) ?? request(name),
    addModel: (/** @type {PageModel} */ model) => void own.set(model.name, model),
  };
}
