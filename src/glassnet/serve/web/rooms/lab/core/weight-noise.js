/** Noise on weights, drawn once for a network: at another strength it is a product and a sum for each weight. */

import { Generator } from "../../../nn/index.js";
import { namesOfWeights } from "./subject.js";

/**
 * @typedef {import("../../../nn/index.js").Network} Network
 * @typedef {import("../../../nn/index.js").Parameters} Parameters
 */

/** n of w + strength s n, with s the standard deviation of the layer's weights, as `glassnet.explain.add_weight_noise` draws it. */
export class WeightNoise {
  #names;
  #deviations;
  #draws;
  #drawn = 0;
  #rng;

  /** @param {Network} network @param {Parameters} parameters @param {number} seed */
  constructor(network, parameters, seed) {
    this.#names = namesOfWeights(network);
    const weights = this.#names.map((name) => parameters.get(name).data);
    this.#deviations = weights.map(findDeviation);
    this.#draws = new Float64Array(weights.reduce((sum, { length }) => sum + length, 0));
    this.#rng = new Generator([seed]);
  }

  /** Draw so many more; whether all are drawn. @param {number} count */
  draw(count) {
    const end = Math.min(this.#drawn + count, this.#draws.length);
    while (this.#drawn < end) this.#draws[this.#drawn++] = this.#rng.standardNormal();
    return end === this.#draws.length;
  }

  /** The parameters with this noise on their weights; the others stay. @param {Parameters} parameters @param {number} strength */
  addTo(parameters, strength) {
    this.draw(Infinity);
    const changed = parameters.copy();
    let at = 0;
    this.#names.forEach((name, layer) => {
      const { data } = changed.get(name);
      const deviation = strength * this.#deviations[layer];
      for (let i = 0; i < data.length; i++) data[i] += Math.fround(deviation * this.#draws[at++]);
    });
    return changed;
  }
}

/** @param {import("../../../nn/arrays.js").Numbers} weights */
function findDeviation(weights) {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) sum += weights[i];
  const mean = sum / weights.length;
  for (let i = 0; i < weights.length; i++) squares += (weights[i] - mean) ** 2;
  return Math.sqrt(squares / weights.length);
}
