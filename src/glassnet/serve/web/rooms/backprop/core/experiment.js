/**
 * One example, one label, and weights that may be changed: the forward and backward pass through them, updates, and undo.
 *
 * Everything is computed in double precision. The loss is the one whose gradient the network follows: a tutorial's printed cost
 * may be another.
 */

import { Generator, Tensor, fromPlain, tracePass } from "../../../nn/index.js";

/**
 * @typedef {import("../../../models/page-model.js").PageModel} PageModel
 * @typedef {import("../../../nn/parameters.js").Parameters} Parameters
 * @typedef {ReturnType<typeof tracePass>} Trace
 * @typedef {ReturnType<typeof createExperiment>} Experiment
 *
 * @typedef {object} Update  what happened between `before` and the present weights
 * @property {number} count     how many updates
 * @property {number} loss      before
 * @property {number} probability  of the label, before
 * @property {number} promised  the change of the loss that the derivatives promised: the sum of dL/dw times the change of w
 * @property {Float64Array} before
 * @property {Float64Array} gradient
 */

const CORRECT_LOSS = /** @type {Record<string, string>} */ ({
  unshifted_cross_entropy: "softmax_cross_entropy", batch_maximum_cross_entropy: "softmax_cross_entropy",
});
const MAX_UNDO = 100;

/** The loss whose gradient a model follows. @param {PageModel} model */
export function getLoss({ recipe }) {
  const correct = CORRECT_LOSS[recipe.loss.type];
  return correct ? fromPlain("loss", correct) : recipe.loss;
}

/** @param {PageModel} model @param {Float64Array} inputs @param {number} label @param {Parameters} [start] */
export function createExperiment(model, inputs, label, start = model.parameters) {
  const { network } = model;
  const loss = getLoss(model);
  let parameters = start.copy("float64");
  const original = model.parameters.copy("float64");
  /** @type {{vector: Float64Array, state: any, update: Update | null}[]} */
  const past = [];
  let optimizer = fromPlain("optimizer", "gradient_descent");
  let state = optimizer.initialize(parameters.vector.length);
  /** @type {Update | null} */
  let update = null;
  /** @type {Trace | null} */
  let traced = null;
  /** The parameter that was changed by hand last. */
  let moved = -1;

  function changed() {
    traced = null;
  }

  function remember() {
    moved = -1;
    past.push({ vector: parameters.vector.slice(), state: copyState(state), update });
    if (past.length > MAX_UNDO) past.shift();
  }

  const experiment = {
    model, network, loss,
    get inputs() { return inputs; },
    get label() { return label; },
    get parameters() { return parameters; },
    get update() { return update; },
    get canUndo() { return past.length > 0; },
    /** Whether the weights are the model's own. */
    get isOriginal() { return parameters.vector.every((value, i) => value === original.vector[i]); },
    get original() { return original; },
    /** The pass through the present weights. @returns {Trace} */
    get trace() { return (traced ??= tracePass(network, loss, parameters, inputs, label)); },
    /** Another example or label; the weights stay. @param {Float64Array} nextInputs @param {number} nextLabel */
    show(nextInputs, nextLabel) {
      inputs = nextInputs;
      label = nextLabel;
      update = null;
      changed();
    },
    /** The inputs were changed in place. */
    refresh() {
      update = null;
      changed();
    },
    /** The loss of these weights. @param {Parameters} [other] */
    measure(other = parameters) {
      const outputs = network.forward(other, new Tensor([1, ...network.inputShape], inputs)).result;
      return loss.compare(outputs, [label]).value;
    },
    /** Another optimizer begins without a memory. @param {any} next */
    setOptimizer(next) {
      optimizer = next;
      state = optimizer.initialize(parameters.vector.length);
    },
    /** Change one parameter by hand: all changes of the same one in a row are undone together. @param {number} index in the vector @param {number} value */
    setParameter(index, value) {
      if (moved !== index) remember();
      moved = index;
      parameters.vector[index] = value;
      update = null;
      changed();
    },
    /** The present state can be returned to; `proceed` may follow several times. */
    begin() {
      remember();
      const { loss: value, gradients } = experiment.trace;
      update = { count: 0, loss: value, probability: experiment.trace.probabilities[label], promised: 0, before: parameters.vector.slice(), gradient: gradients.vector.slice() };
    },
    /** One update. @param {number} rate */
    proceed(rate) {
      optimizer.update(parameters.vector, experiment.trace.gradients.vector, state, rate);
      const now = /** @type {Update} */ (update);
      now.count += 1;
      now.promised = promiseChange(now.gradient, now.before, parameters.vector);
      changed();
    },
    /** What one update would do, without doing it. @param {number} rate @returns {Update & {after: Float64Array, newLoss: number}} */
    preview(rate) {
      const { loss: value, gradients } = experiment.trace;
      const after = parameters.copy();
      const gradient = gradients.vector;
      optimizer.update(after.vector, gradient.slice(), copyState(state), rate);
      return {
        count: 1, loss: value, probability: experiment.trace.probabilities[label], before: parameters.vector, gradient, after: after.vector,
        promised: promiseChange(gradient, parameters.vector, after.vector), newLoss: experiment.measure(after),
      };
    },
    undo() {
      moved = -1;
      const last = past.pop();
      if (!last) return;
      parameters.vector.set(last.vector);
      state = last.state;
      update = last.update;
      changed();
    },
    /** First weights of a network that has not been trained. @param {number} seed */
    randomize(seed) {
      remember();
      parameters.vector.set(network.initialize(new Generator([seed]), "float64").vector);
      state = optimizer.initialize(parameters.vector.length);
      update = null;
      changed();
    },
    /** Back to the model's own weights. */
    reset() {
      moved = -1;
      past.length = 0;
      parameters = original.copy();
      state = optimizer.initialize(parameters.vector.length);
      update = null;
      changed();
    },
  };
  return experiment;
}

/** The sum of derivative times change. @param {ArrayLike<number>} gradient @param {ArrayLike<number>} before @param {ArrayLike<number>} after */
function promiseChange(gradient, before, after) {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += gradient[i] * (after[i] - before[i]);
  return sum;
}

/** @param {Record<string, Float64Array>} state */
function copyState(state) {
  return Object.fromEntries(Object.entries(state).map(([name, values]) => [name, values.slice()]));
}
