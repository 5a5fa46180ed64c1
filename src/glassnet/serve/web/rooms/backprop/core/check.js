/** How far the page's numbers are from Python's, which the service computed for the same image. */

import { decodeArray } from "../../../reading/numbers.js";

/**
 * @typedef {import("./experiment.js").Trace} Trace
 * @typedef {{compared: number, largest: number, where: string}} Comparison
 */

const ARRAYS = /** @type {const} */ ([["sums", "sums"], ["outputs", "outputs"], ["dOutputs", "d_outputs"], ["dSums", "d_sums"], ["dInputs", "d_inputs"]]);

/** @param {Trace} trace @param {any} reply of `POST /api/trace` @returns {Comparison} */
export function compareWithReply(trace, reply) {
  const found = { compared: 0, largest: 0, where: "" };
  const compare = (/** @type {ArrayLike<number>} */ own, /** @type {any} */ sent, /** @type {string} */ where) => {
    const { values } = decodeArray(sent);
    if (values.length !== own.length) throw new Error(`${where}: the page has ${own.length} numbers, Python ${values.length}.`);
    for (let i = 0; i < own.length; i++) {
      const difference = Math.abs(own[i] - values[i]);
      if (difference > found.largest) Object.assign(found, { largest: difference, where });
    }
    found.compared += own.length;
  };
  trace.layers.forEach((layer, i) => {
    const sent = reply.layers[i];
    for (const [own, name] of ARRAYS) compare(layer[own].data, sent[name], `${name} of layer ${i + 1}`);
    for (const [name, { data }] of Object.entries(layer.gradients)) compare(data, sent.gradients[name], `the gradient of ${layer.name}.${name}`);
  });
  return found;
}
