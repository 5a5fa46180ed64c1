/**
 * Proof that a derivative is right: compare it with what changing a parameter a little does to the loss.
 *
 * For any smooth L, (L(w + e) - L(w - e)) / 2e approaches dL/dw as e shrinks, with an error of order e^2. In double precision
 * with e near 1e-5 both agree to about ten digits, if the derivative is right.
 */

import { FRESH, Tensor } from "./arrays.js";
import { Generator } from "./random.js";

/**
 * What a check found: how many derivatives, and the largest disagreement.
 * @typedef {{compared: number, largestRelativeError: number, worst: string}} GradientCheck
 */

/**
 * Compare dL/d(parameters) and dL/d(inputs) with central differences, entry by entry.
 * @param {import("./network.js").Network} network @param {import("./losses.js").Loss} loss
 * @param {import("./parameters.js").Parameters} parameters of double precision @param {Tensor} inputs @param {ArrayLike<number>} labels
 * @param {{epsilon?: number, dropoutSeed?: number | null}} [options] with a seed the passes are those of training
 * @returns {GradientCheck}
 */
export function checkGradients(network, loss, parameters, inputs, labels, { epsilon = 1e-5, dropoutSeed = null } = {}) {
  const context = () => ({ rng: dropoutSeed === null ? null : new Generator([dropoutSeed]), buffers: FRESH });
  const gradients = parameters.gradients();
  const pass = network.forward(parameters, inputs, context());
  const dInputs = pass.backwardToInputs(loss.compare(pass.result, labels).dOutputs, gradients);
  const lossNow = () => loss.compare(network.forward(parameters, inputs, context()).result, labels).value;

  const names = parameters.layout.flatMap(([name]) => Array.from(parameters.get(name).data, () => name));
  const found = [
    ...Array.from(gradients.vector, (analytic, i) => ({ analytic, numeric: differ(lossNow, parameters.vector, i, epsilon), name: names[i] })),
    ...Array.from(dInputs.data, (analytic, i) => ({ analytic, numeric: differ(lossNow, inputs.data, i, epsilon), name: "inputs" })),
  ];
  return findWorst(found);
}

/** (L(w + e) - L(w - e)) / 2e for one entry. @param {() => number} lossNow @param {import("./arrays.js").Numbers} values */
export function differ(lossNow, values, index, epsilon) {
  const value = values[index];
  values[index] = value + epsilon;
  const above = lossNow();
  values[index] = value - epsilon;
  const below = lossNow();
  values[index] = value;
  return (above - below) / (2 * epsilon);
}

/**
 * An error is measured against the derivative, but no less than 1 % of the largest one: differences carry rounding of about
 * 1e-11, against which a derivative of 1e-9 has no digits.
 * @param {{analytic: number, numeric: number, name: string}[]} found @returns {GradientCheck}
 */
function findWorst(found) {
  const sizes = found.map(({ analytic, numeric }) => Math.max(Math.abs(analytic), Math.abs(numeric)));
  const least = Math.max(0.01 * sizes.reduce((a, b) => Math.max(a, b), 0), 1e-12);
  const errors = found.map(({ analytic, numeric }, i) => Math.abs(analytic - numeric) / Math.max(sizes[i], least));
  const worst = errors.reduce((best, error, i) => (error > errors[best] || Number.isNaN(error) ? i : best), 0);
  return { compared: found.length, largestRelativeError: errors[worst], worst: found[worst].name };
}
