/**
 * A training program in which one thing may be wrong: the network of 784-16-16-10 with tanh, plain gradient descent, and hooks
 * at the places where a bug can be planted. Without hooks it is the correct program, made of the page's own network.
 */

import { Dense } from "../../../nn/layers.js";
import { Network, Tensor, fromPlain } from "../../../nn/index.js";
import { Generator } from "../../../nn/random.js";

/**
 * @typedef {import("../../../nn/parameters.js").Parameters} Parameters
 * @typedef {import("../../../nn/arrays.js").Arrays} Arrays
 * @typedef {import("../digits.js").LabeledImages} LabeledImages
 *
 * @typedef {object} BackwardStep  one layer, or its activation, in the backward pass
 * @property {number} layer               1, 2 or 3
 * @property {"dense" | "activation"} kind
 * @property {Tensor} passed              dL/d(outputs of this step)
 * @property {Tensor} outputs             of this step, in the forward pass
 * @property {Arrays} own                 the layer's gradients, which `go` fills
 * @property {Arrays} parameters          the layer's weights and bias
 * @property {() => Tensor} go            the right backward pass: fills `own`, returns dL/d(inputs)
 *
 * @typedef {object} Hooks
 * @property {(train: LabeledImages, test: LabeledImages) => LabeledImages} [chooseTraining]
 * @property {number} [inputScale]        of pixels from 0 to 1
 * @property {(parameters: Parameters) => void} [start]
 * @property {boolean} [isUnshuffled]     the images in the order that they come in
 * @property {(loss: any, outputs: Tensor, labels: ArrayLike<number>) => {value: number, dOutputs: Tensor}} [compare]
 * @property {(step: BackwardStep) => Tensor | void} [backward]  nothing leaves the right result
 * @property {boolean} [updatesDuringBackward]
 * @property {number} [stepScale]         of the rate
 *
 * @typedef {ReturnType<typeof createProgram>} Program
 */

export const RATE = 0.5;
export const BATCH = 50;

const dense = (/** @type {number} */ units) => fromPlain("layer", { type: "dense", units });
const tanh = () => fromPlain("layer", { type: "activate", activation: "tanh" });

/** @param {Hooks} hooks */
export function createProgram(hooks = {}) {
  const network = new Network([dense(16), tanh(), dense(16), tanh(), dense(10)], [784]);
  const loss = fromPlain("loss", "softmax_cross_entropy");
  const parameters = network.initialize(new Generator([0xb06, 1]), "float64");
  hooks.start?.(parameters);
  const gradients = parameters.gradients();

  /** @param {Tensor} outputs @param {ArrayLike<number>} labels */
  const compare = (outputs, labels) => (hooks.compare ? hooks.compare(loss, outputs, labels) : loss.compare(outputs, labels));

  /**
   * Forward and backward: fills `filled` with what the program takes for dL/d(parameters).
   * @param {Parameters} weights @param {Tensor} inputs @param {ArrayLike<number>} labels @param {Parameters} filled
   * @returns {{value: number, outputs: Tensor}}
   */
  function computeGradients(weights, inputs, labels, filled) {
    const pass = network.forward(weights, inputs);
    const { value, dOutputs } = compare(pass.result, labels);
    let passed = dOutputs;
    for (let i = network.layers.length - 1; i >= 0; i--) {
      const layer = Math.floor(i / 2) + 1;
      const name = String(layer);
      const [own, mine] = [filled.ofLayer(name), weights.ofLayer(name)];
      const given = passed;
      const go = () => /** @type {Tensor} */ (pass.backwards[i](given, own, true));
      const step = { layer, kind: /** @type {"dense" | "activation"} */ (network.layers[i] instanceof Dense ? "dense" : "activation"), passed: given, outputs: pass.outputs[i], own, parameters: mine, go };
      passed = hooks.backward?.(step) ?? go();
      if (hooks.updatesDuringBackward && network.layers[i] instanceof Dense) passed = updateFirst(step);
    }
    return { value, outputs: pass.result };
  }

  /** Change a layer's weights, and only then pass the error through them. @param {BackwardStep} step */
  function updateFirst({ own, parameters: mine, go }) {
    for (const name of ["weights", "bias"]) descend(mine[name].data, own[name].data, RATE);
    return go();
  }

  return {
    network, hooks, parameters, gradients, compare, computeGradients,
    /** The loss of these weights, as the program computes it. @param {Parameters} weights @param {Tensor} inputs @param {ArrayLike<number>} labels */
    measure: (weights, inputs, labels) => compare(network.forward(weights, inputs).result, labels).value,
    /** One update of a batch. @param {Tensor} inputs @param {ArrayLike<number>} labels */
    update(inputs, labels) {
      const { value } = computeGradients(parameters, inputs, labels, gradients);
      if (!hooks.updatesDuringBackward) descend(parameters.vector, gradients.vector, RATE * (hooks.stepScale ?? 1));
      return value;
    },
    /** What it takes for the derivatives: for a program that updates meanwhile, on a copy of its weights. @param {Tensor} inputs @param {ArrayLike<number>} labels */
    claim(inputs, labels) {
      const found = parameters.gradients();
      computeGradients(parameters.copy(), inputs, labels, found);
      return found;
    },
    /** Images as the program reads them. @param {LabeledImages} digits @param {ArrayLike<number>} indices */
    read(digits, indices) {
      const size = 784;
      const scale = (hooks.inputScale ?? 1) / 255;
      const inputs = new Tensor([indices.length, size]);
      for (let row = 0; row < indices.length; row++) {
        for (let i = 0; i < size; i++) inputs.data[row * size + i] = scale * digits.images[indices[row] * size + i];
      }
      return { inputs, labels: Array.from(indices, (index) => digits.labels[index]) };
    },
  };
}

/** @param {import("../../../nn/arrays.js").Numbers} values @param {import("../../../nn/arrays.js").Numbers} derivatives @param {number} rate */
function descend(values, derivatives, rate) {
  for (let i = 0; i < values.length; i++) values[i] -= rate * derivatives[i];
}
