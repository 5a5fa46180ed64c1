/** A network as the labs compute with it, and how it goes from the page to its worker. */

import { Network, Parameters, fromPlain, toPlain } from "../../../nn/index.js";
import { getLoss } from "../../backprop/core/experiment.js";

/**
 * @typedef {object} Subject
 * @property {Network} network
 * @property {any} loss           the one whose gradient the network follows
 * @property {any} recipe         as `nn/model.js` judges outputs: {loss, rejects}
 * @property {string[]} classNames
 * @property {number[]} imageShape
 * @property {number} temperature
 * @property {number | null} threshold
 * @property {Parameters} parameters
 */

/** @param {import("../../../models/page-model.js").PageModel} model @returns {Subject} */
export function createSubject(model) {
  const { network, recipe, classNames, imageShape, temperature, threshold, parameters } = model;
  return { network, loss: getLoss(model), recipe, classNames, imageShape, temperature, threshold, parameters };
}

/** As a message holds it. @param {Subject} subject */
export function packSubject({ network, loss, recipe, classNames, imageShape, temperature, threshold, parameters }) {
  return {
    layers: network.layers.map(toPlain), inputShape: network.inputShape, loss: toPlain(loss), readAs: toPlain(recipe.loss), rejects: recipe.rejects,
    classNames, imageShape, temperature, threshold, vector: parameters.vector,
  };
}

/** @param {ReturnType<typeof packSubject>} packed @returns {Subject} */
export function unpackSubject({ layers, inputShape, loss, readAs, rejects, vector, ...rest }) {
  const network = new Network(layers.map((each) => fromPlain("layer", each)), inputShape);
  return {
    ...rest, network, loss: fromPlain("loss", loss), recipe: { loss: fromPlain("loss", readAs), rejects },
    parameters: new Parameters(network.layout, vector),
  };
}

/** Names of the weights of dense layers and convolutions, in order: "1.weights", ... @param {Network} network */
export function namesOfWeights({ layers, layerNames }) {
  return layerNames.flatMap((name, i) => (["dense", "conv2d"].includes(layers[i].type) ? [`${name}.weights`] : []));
}

/** Multiplications of one image's way through a network, about. @param {Network} network */
export function countProducts({ layers, layerNames, layout, shapes }) {
  const sizes = Object.fromEntries(layout.map(([name, shape]) => [name, shape.reduce((product, side) => product * side, 1)]));
  return layers.reduce((sum, layer, i) => {
    const places = layer.type === "conv2d" ? shapes[i + 1][0] * shapes[i + 1][1] : 1;
    return sum + places * (sizes[`${layerNames[i]}.weights`] ?? 0);
  }, 0);
}
