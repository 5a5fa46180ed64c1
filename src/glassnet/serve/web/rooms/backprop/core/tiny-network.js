/** The smallest network that has everything: two inputs, three hidden neurons, two outputs. Its weights have few digits. */

import { Network, Parameters, fromPlain } from "../../../nn/index.js";

/**
 * @typedef {import("../../../models/page-model.js").PageModel} PageModel
 * @typedef {{activation: string, loss: string}} TinySettings
 */

export const TINY_ACTIVATIONS = /** @type {const} */ ([["relu", "ReLU"], ["sigmoid", "sigmoid"], ["tanh", "tanh"]]);
export const TINY_LOSSES = /** @type {const} */ ([["softmax_cross_entropy", "cross-entropy"], ["squared_error", "squared error"]]);
export const TINY_INPUTS = [1, 0.5];

/** Of inputs 1 and 0.5 the sums are 1, −0.5 and 1.5: the second ReLU is closed. */
const WEIGHTS = { "1.weights": [0.5, -1, 1, 1, 0.5, -1], "1.bias": [0, 0.25, 1], "2.weights": [1, -1, 0.5, 2, -0.5, 1], "2.bias": [0, 0.5] };

/** @param {TinySettings} settings @returns {PageModel} */
export function createTinyModel({ activation, loss }) {
  const network = new Network([
    fromPlain("layer", { type: "dense", units: 3, activation }),
    fromPlain("layer", { type: "dense", units: 2 }),
  ], [2]);
  const parameters = Parameters.zeros(network.layout, "float64");
  for (const [name, values] of Object.entries(WEIGHTS)) parameters.get(name).data.set(values);
  const classNames = ["A", "B"];
  return {
    name: "2-3-2", network, parameters, classNames, outputs: classNames, imageShape: [1, 2],
    recipe: { loss: fromPlain("loss", loss), rejects: false },
    summary: { name: "2-3-2", description: "", classes: classNames, image_shape: [1, 2], reads_drawings: false, parameter_count: 17, metrics: [], inPage: true },
    probabilities: loss === "softmax_cross_entropy" ? "softmax" : "separate",
    temperature: 1, threshold: null,
  };
}
