/** What one's own drawings are trained with: a new small network, or a shipped one that is fine-tuned. */

import { toPlain } from "../../../nn/catalog.js";
import { FIRST_RECIPE } from "../recipe/presets.js";

/** @typedef {import("../../../nn/recipe.js").PlainRecipe} PlainRecipe */
/** @typedef {{recipe: PlainRecipe, initial: import("../../../nn/parameters.js").NamedArrays}} OwnStart */

const BATCH = 8;
/** Networks with more parameters are slow to fine-tune in a page. */
const MAX_PARAMETERS = 250_000;

/** Whether a network can be fine-tuned here. @param {import("../../../models/page-model.js").ModelSummary} model */
export function canFineTune({ reads_drawings: readsDrawings, parameter_count: count }) {
  return readsDrawings && count <= MAX_PARAMETERS;
}

/** @returns {OwnStart} */
export function startAnew() {
  return { recipe: { ...FIRST_RECIPE, name: "own", epochs: 60, batch_size: BATCH, validation: 0 }, initial: [] };
}

/**
 * The model's own layers and weights; its last layer is drawn anew where the classes are others.
 * @param {import("../../../models/page-model.js").PageModel} model @param {string[]} classNames
 * @returns {OwnStart}
 */
export function startFrom(model, classNames) {
  const layers = model.network.layers.map(toPlain);
  layers[layers.length - 1] = { .../** @type {any} */ (layers.at(-1)), units: classNames.length };
  const [last] = model.network.layerNames.filter(Boolean).slice(-1);
  const isSame = classNames.join("\n") === model.outputs.join("\n");
  const initial = [...model.parameters.entries()].filter(([name]) => isSame || !name.startsWith(`${last}.`)).map(([name, { shape, data }]) => /** @type {const} */ ([name, { shape, data: data.slice() }]));
  return {
    recipe: {
      name: `${model.name}-own`, layers, input_shape: model.network.inputShape, loss: toPlain(model.recipe.loss),
      optimizer: "adam", learning_rate: 0.001, epochs: 40, batch_size: BATCH, seed: 0, validation: 0,
    },
    initial: /** @type {any} */ (initial),
  };
}
