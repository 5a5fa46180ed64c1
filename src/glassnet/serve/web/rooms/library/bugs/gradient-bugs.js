/** Bugs in the backward pass. */

import { Tensor } from "../../../nn/index.js";

/** @typedef {import("./catalog.js").Bug} Bug */
/** @typedef {import("./program.js").BackwardStep} BackwardStep */

/** @param {Tensor} tensor @param {(value: number, index: number) => number} change */
function map({ shape, data }, change) {
  return new Tensor(shape, data.map(change));
}

/** dL/d(inputs) of a dense layer through other weights than its own: at(i, u) leads from input i to unit u. @param {Tensor} dSums @param {number} inputs @param {(input: number, unit: number) => number} at */
function passThrough(dSums, inputs, at) {
  const { count, width } = dSums;
  const passed = new Tensor([count, inputs]);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let u = 0; u < width; u++) sum += dSums.data[row * width + u] * at(i, u);
      passed.data[row * inputs + i] = sum;
    }
  }
  return passed;
}

/** Changes one kind of step of one layer. @param {number} layer @param {"dense" | "activation"} kind @param {(step: BackwardStep) => Tensor | void} change @returns {import("./program.js").Hooks} */
function inLayer(layer, kind, change) {
  return { backward: (step) => (step.layer === layer && step.kind === kind ? change(step) : undefined) };
}

/** @type {Bug[]} */
export const GRADIENT_BUGS = [
  {
    key: "wrong-sign", title: "The error at the outputs has the wrong sign", place: "outputs",
    plant: () => ({
      compare(loss, outputs, labels) {
        const { value, dOutputs } = loss.compare(outputs, labels);
        return { value, dOutputs: map(dOutputs, (each) => -each) };
      },
    }),
    hints: ["Look at the first loss values: which way do they go?", "In the gradient check, compare the column backward / differences of all layers.", "All derivatives are right but for one factor, and it is the same in all layers: it comes in where the backward pass begins."],
    wrong: "dZ3 = (Y - P) / m", right: "dZ3 = (P - Y) / m",
    why: "Every derivative is the negative of the right one, so every update climbs: the loss rises from the first update on.",
  },
  {
    key: "missing-transpose", title: "The error is passed back without the transpose", place: "layer",
    plant: (layer) => inLayer(layer, "dense", ({ passed, parameters, go }) => {
      const [inputs, units] = parameters.weights.shape;
      const weights = parameters.weights.data;
      go();
      return passThrough(passed, inputs, (i, u) => weights[u * units + i]);
    }),
    hints: ["Which layers have wrong derivatives, and which layer is the last one that is right?", "The layer whose own derivatives are the last right ones passes on a wrong error.", "Both sides of this layer have 16 neurons: a matrix and its transpose fit equally well."],
    wrong: "dA1 = dZ2 @ W2", right: "dA1 = dZ2 @ W2.T",
    why: "Layer 2 has 16 inputs and 16 units, so the product without the transpose has the right shape. Its own derivatives are right; all that comes before it receives a wrong error.",
  },
  {
    key: "sum-over-wrong-axis", title: "The bias gradient is summed over the wrong axis", place: "layer",
    plant: (layer) => inLayer(layer, "dense", ({ own, go }) => {
      const passed = go();
      const total = own.bias.data.reduce((/** @type {number} */ sum, /** @type {number} */ each) => sum + each, 0);
      own.bias.data.fill(total);
      return passed;
    }),
    hints: ["Look at weights and biases apart.", "Only one row of the check is wrong: nothing that comes before it is touched.", "In the output layer the entries of P − Y sum to 0 over the classes."],
    wrong: "db3 = np.sum(dZ3)", right: "db3 = np.sum(dZ3, axis=0)",
    why: "Without an axis the sum runs over the examples and the units. All biases of the layer get one number; in the output layer it is 0, so they never move. Two of the five tutorials have this bug.",
  },
  {
    key: "stale-weights", title: "The error is passed back through old weights", place: "layer",
    plant: (layer) => {
      /** @type {Float64Array | null} */
      let old = null;
      return inLayer(layer, "dense", ({ passed, parameters, go }) => {
        const [inputs, units] = parameters.weights.shape;
        const kept = (old ??= Float64Array.from(parameters.weights.data));
        go();
        return passThrough(passed, inputs, (i, u) => kept[i * units + u]);
      });
    },
    hints: ["The check passes before training. Does it pass after it?", "What changes during training, and should be read anew in each pass?", "The last right layer passes on a wrong error, but only once its weights have moved."],
    wrong: "W3_T = W3.T.copy()  # once, before training", right: "dA2 = dZ3 @ W3.T  # in every pass",
    why: "A copy of the weights is made once. Before the first update it is right; afterwards the error takes a path through weights that are no longer there. A check before training does not find it.",
  },
  {
    key: "derivative-at-wrong-place", title: "The derivative of tanh is taken at its output", place: "layer",
    plant: (layer) => inLayer(layer, "activation", ({ passed, outputs }) => map(passed, (each, i) => each * (1 - Math.tanh(outputs.data[i]) ** 2))),
    hints: ["The derivatives are not far off, but they are not right.", "Which layer is the first, from the back, whose own derivatives are wrong?", "tanh′ needs z. There is a short form with a = tanh(z); they must not be mixed."],
    wrong: "dZ1 = dA1 * (1 - np.tanh(A1) ** 2)", right: "dZ1 = dA1 * (1 - A1 ** 2)",
    why: "tanh′(z) = 1 − tanh(z)² = 1 − a². With a put into the first form, tanh is applied twice: the derivative is too large, and the most so where the neuron saturates.",
  },
  {
    key: "bias-not-updated", title: "The bias is not updated", place: "layer",
    plant: (layer) => inLayer(layer, "dense", ({ own, go }) => {
      const passed = go();
      own.bias.data.fill(0);
      return passed;
    }),
    hints: ["The curves look right. Look at the gradient check, row by row.", "One row has a ratio of 0.", "It is a bias: it stays what it was at the beginning."],
    wrong: "db1 = np.zeros(16)  # and never filled", right: "db1 = np.sum(dZ1, axis=0)",
    why: "The gradient of this bias stays 0, so it is never updated. The network learns nearly as well without it, and no curve shows it.",
  },
  {
    key: "missing-activation-derivative", title: "The derivative of the activation is missing", place: "layer",
    plant: (layer) => inLayer(layer, "activation", ({ passed }) => map(passed, (each) => each)),
    hints: ["Which is the first layer, from the back, whose derivatives are wrong?", "Its weights and its bias are wrong, and all before it: its dL/dz is wrong.", "dL/dz = dL/da · g′(z): is there a factor between dL/da and dL/dz?"],
    wrong: "dZ2 = dA2", right: "dZ2 = dA2 * (1 - A2 ** 2)",
    why: "The error goes through tanh as if its slope were 1 everywhere. Derivatives are too large where neurons are far from 0; with small sums the difference is small, and the network learns all the same.",
  },
];
