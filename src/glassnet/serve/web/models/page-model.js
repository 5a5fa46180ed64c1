/** A network in the page, with everything that is known of it. */

import { Network, Parameters, fromPlain } from "../nn/index.js";
import { decodeArray } from "../reading/numbers.js";

/**
 * @typedef {{set: string, accuracy: number}} Metric
 *
 * @typedef {object} ModelSummary
 * @property {string} name
 * @property {string} description
 * @property {string[]} classes
 * @property {number[]} image_shape      height and width of its images
 * @property {boolean} reads_drawings    whether its images are 28x28
 * @property {number} parameter_count
 * @property {Metric[]} metrics
 * @property {boolean} [inPage]          trained in the page: the service does not know it
 *
 * @typedef {object} PageModel
 * @property {string} name
 * @property {ModelSummary} summary
 * @property {Network} network
 * @property {Parameters} parameters
 * @property {{loss: any, rejects: boolean}} recipe   what `nn/model.js` needs of it
 * @property {string[]} classNames
 * @property {string[]} outputs          the classes, and "no digit" after them where it rejects images
 * @property {number[]} imageShape
 * @property {"softmax" | "separate"} probabilities
 * @property {number} temperature
 * @property {number | null} threshold
 */

/** The model that `GET /api/models/NAME?parameters=true` describes. @param {any} description @returns {PageModel} */
export function buildModel(description) {
  const layers = description.layers.map((/** @type {any} */ { kind, settings }) => fromPlain("layer", { type: kind, ...settings }));
  const network = new Network(layers, description.input_shape);
  const isDouble = Object.values(description.parameters).some((/** @type {any} */ { dtype }) => dtype === "float64");
  const parameters = Parameters.zeros(network.layout, isDouble ? "float64" : "float32");
  for (const [name, plain] of Object.entries(description.parameters)) {
    parameters.get(name).data.set(decodeArray(/** @type {any} */ (plain)).values);
  }
  return {
    name: description.name,
    summary: description,
    network,
    parameters,
    recipe: { loss: fromPlain("loss", { type: description.loss, ...description.loss_settings }), rejects: description.outputs.length > description.classes.length },
    classNames: description.classes,
    outputs: description.outputs,
    imageShape: description.image_shape,
    probabilities: description.probabilities,
    temperature: description.temperature,
    threshold: description.threshold,
  };
}

/**
 * A model of a recipe that is trained in the page.
 * @param {{name: string, description: string, recipe: import("../nn/recipe.js").Recipe, parameters: Parameters, classNames: string[], imageShape?: number[], metrics?: Metric[]}} made
 * @returns {PageModel}
 */
export function createPageModel({ name, description, recipe, parameters, classNames, imageShape = [28, 28], metrics = [] }) {
  const outputs = recipe.rejects ? [...classNames, "no digit"] : classNames;
  return {
    name,
    summary: {
      name, description, classes: classNames, image_shape: imageShape, reads_drawings: imageShape.join() === "28,28",
      parameter_count: parameters.vector.length, metrics, inPage: true,
    },
    network: recipe.network,
    parameters,
    recipe,
    classNames,
    outputs,
    imageShape,
    probabilities: recipe.loss.type === "softmax_cross_entropy" ? "softmax" : "separate",
    temperature: 1,
    threshold: null,
  };
}
