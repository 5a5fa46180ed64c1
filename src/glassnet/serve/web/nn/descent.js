/** One training step, complete: outputs, gradient, update; and one that updates each layer during the backward pass. */

import { FRESH } from "./arrays.js";
import { GradientDescent } from "./optimizers.js";

/** @typedef {import("./arrays.js").Tensor} Tensor */
/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./parameters.js").Parameters} Parameters */
/** @typedef {Tensor | import("./sparse-images.js").SparseBatch} Inputs */

/** A network's outputs. @param {Network} network @param {Parameters} parameters @param {Inputs} inputs */
export function computeOutputs(network, parameters, inputs) {
  return network.forward(parameters, inputs).result;
}

/**
 * Forward, loss, backward: fills `gradients` with dL/d(parameters).
 * @param {Network} network @param {import("./losses.js").Loss} loss @param {Parameters} parameters
 * @param {Inputs} inputs @param {ArrayLike<number>} labels @param {Parameters} gradients
 * @param {import("./arrays.js").Context} [context]
 * @returns {{value: number, outputs: Tensor}} the loss, and the outputs that it was computed from
 */
export function computeGradient(network, loss, parameters, inputs, labels, gradients, context = { rng: null, buffers: FRESH }) {
  const pass = network.forward(parameters, inputs, context);
  const { value, dOutputs } = loss.compare(pass.result, labels);
  pass.backward(dOutputs, gradients);
  return { value, outputs: pass.result };
}

/**
 * Change all parameters by their gradients: rules first, then the optimizer at the rate of this update.
 * @param {{optimizer: any, schedule: any, gradientRules: any[]}} recipe
 * @param {Parameters} parameters @param {Parameters} gradients
 * @param {import("./optimizers.js").State} state of the optimizer @param {import("./schedules.js").Clock} clock
 */
export function updateParameters(recipe, parameters, gradients, state, clock) {
  for (const rule of recipe.gradientRules) rule.apply(parameters, gradients);
  recipe.optimizer.update(parameters.vector, gradients.vector, state, recipe.schedule.rateAt(clock));
}

/**
 * What the tutorial `markmusic27` does: each layer updates its weights by plain gradient descent, and then passes the error
 * on through the changed ones. Correct is the other order.
 * @param {Network} network @param {import("./losses.js").Loss} loss @param {Parameters} parameters
 * @param {Inputs} inputs @param {ArrayLike<number>} labels @param {Parameters} gradients @param {number} rate
 * @param {import("./arrays.js").Context} [context]
 */
export function updateDuringBackward(network, loss, parameters, inputs, labels, gradients, rate, context = { rng: null, buffers: FRESH }) {
  const pass = network.forward(parameters, inputs, context);
  const { value, dOutputs } = loss.compare(pass.result, labels);
  const descent = new GradientDescent();
  let passed = dOutputs;
  for (let i = pass.backwards.length - 1; i >= network.firstWithParameters; i--) {
    const name = network.layerNames[i];
    const own = gradients.ofLayer(name);
    pass.backwards[i](passed, own, false);
    for (const [array, { data }] of Object.entries(parameters.ofLayer(name))) descent.update(data, own[array].data, {}, rate);
    if (i > network.firstWithParameters) passed = pass.backwards[i](passed, own, true) ?? passed;
  }
  return { value, outputs: pass.result };
}

/**
 * One epoch of single examples: an update after each one, in the order given.
 * @param {Network} network @param {import("./losses.js").Loss} loss @param {Parameters} parameters
 * @param {(index: number) => Inputs} inputsOf a batch of one @param {ArrayLike<number>} labels @param {ArrayLike<number>} order
 * @param {number} rate
 * @returns {number} the sum of the losses before each update
 */
export function descendExamples(network, loss, parameters, inputsOf, labels, order, rate) {
  const gradients = parameters.gradients();
  const descent = new GradientDescent();
  let sum = 0;
  for (let i = 0; i < order.length; i++) {
    const label = [labels[order[i]]];
    sum += computeGradient(network, loss, parameters, inputsOf(order[i]), label, gradients).value;
    descent.update(parameters.vector, gradients.vector, {}, rate);
  }
  return sum;
}
