/** Bugs in the loss, the update, and the first weights. */

import { Tensor } from "../../../nn/index.js";
import { BATCH } from "./program.js";

/** @typedef {import("./catalog.js").Bug} Bug */

/** The right derivative of a loss that applies softmax to what is a softmax already. @param {any} loss @param {Tensor} outputs @param {ArrayLike<number>} labels */
function compareTwice(loss, outputs, labels) {
  const first = loss.probabilities(outputs);
  const { value, dOutputs: dFirst } = loss.compare(first, labels);
  const { count, width } = outputs;
  const dOutputs = new Tensor(outputs.shape);
  for (let row = 0; row < count; row++) {
    const at = row * width;
    let mean = 0;
    for (let i = 0; i < width; i++) mean += first.data[at + i] * dFirst.data[at + i];
    for (let i = 0; i < width; i++) dOutputs.data[at + i] = first.data[at + i] * (dFirst.data[at + i] - mean);
  }
  return { value, dOutputs };
}

/** @param {import("../../../nn/parameters.js").Parameters} parameters @param {number} factor */
function scaleWeights(parameters, factor) {
  for (const [name, { data }] of parameters.entries()) {
    if (name.endsWith("weights")) for (let i = 0; i < data.length; i++) data[i] *= factor;
  }
}

/** @type {Bug[]} */
export const TRAINING_BUGS = [
  {
    key: "unscaled-batch", title: "The gradient is not divided by the size of the batch", place: "outputs",
    plant: () => ({
      compare(loss, outputs, labels) {
        const { value, dOutputs } = loss.compare(outputs, labels);
        return { value, dOutputs: new Tensor(dOutputs.shape, dOutputs.data.map((each) => each * outputs.count)) };
      },
    }),
    hints: ["Look at the column backward / differences.", "The factor is the same in all layers, and it is a number that you know.", "The check uses 10 digits. Is the factor 10?"],
    wrong: "dZ3 = P - Y", right: "dZ3 = (P - Y) / m",
    why: "The loss is a mean over the batch, the gradient a sum: all derivatives are as many times too large as there are digits in the batch. With batches of 50 each step is 50 times too long.",
  },
  {
    key: "softmax-twice", title: "Softmax is applied twice", place: "outputs",
    plant: () => ({ compare: compareTwice }),
    hints: ["All derivatives are right: the program descends its loss. Is it the right loss?", "How low does the loss come, and the probabilities, how high?", "Softmax of numbers between 0 and 1 gives at most e / (e + 9) = 0.23: the loss cannot fall below −log 0.23 = 1.46."],
    wrong: "loss = cross_entropy(softmax(softmax(Z3)), Y)", right: "loss = cross_entropy(softmax(Z3), Y)",
    why: "The network ends with softmax, and the loss, which expects sums, applies it again. Everything is consistent, so the gradient check passes; but no probability can exceed 0.23, and the loss stays above 1.46.",
  },
  {
    key: "rate-times-batch", title: "The rate is multiplied by the size of the batch", place: "update",
    plant: () => ({ stepScale: BATCH }),
    hints: ["All derivatives are right, and yet the training is wild.", "Look at the number step / gradient: it should be the rate, 0.5.", "25 is 50 times 0.5."],
    wrong: "W -= rate * len(batch) * dW", right: "W -= rate * dW",
    why: "The derivatives are right, the step is 50 times too long. Its curves are those of a gradient that is not divided by the batch; only the gradient check separates the two.",
  },
  {
    key: "updated-before-propagating", title: "A layer is updated before the error passes through it", place: "update",
    plant: () => ({ updatesDuringBackward: true }),
    hints: ["The derivatives of one layer are right in every digit; those before it are off by little.", "The deviation grows with the rate.", "Read the order: dW, W, dx. Which of them may come last?"],
    wrong: "W3 -= rate * dW3; dA2 = dZ3 @ W3.T", right: "dA2 = dZ3 @ W3.T; W3 -= rate * dW3",
    why: "The error is passed back through weights that have just been changed. It is off by rate · dZ dWᵀ: small, but not an error of rounding. The tutorial markmusic27 does this.",
  },
  {
    key: "zero-initialization", title: "All first weights are zero", place: "start",
    plant: () => ({ start: (parameters) => scaleWeights(parameters, 0) }),
    hints: ["All derivatives are right. Look at the weight images.", "How many different neurons are there in layer 1?", "What makes one neuron of a layer different from the next, before the first update?"],
    wrong: "W1 = np.zeros((784, 16))", right: "W1 = rng.normal(0, np.sqrt(2 / 784), (784, 16))",
    why: "With all weights zero no error passes back to the hidden layers, and all neurons of a layer are equal and stay equal. Only the biases of the outputs learn: how often each digit occurs.",
  },
  {
    key: "saturated-start", title: "The first weights are far too large", place: "start",
    plant: () => ({ start: (parameters) => scaleWeights(parameters, 20) }),
    hints: ["What is the first loss? Ten classes without knowledge have −log 0.1 = 2.30.", "Look at the share of saturated neurons.", "Where tanh is flat, its derivative is nearly 0."],
    wrong: "W1 = 20 * rng.normal(0, np.sqrt(2 / 784), (784, 16))", right: "W1 = rng.normal(0, np.sqrt(2 / 784), (784, 16))",
    why: "The sums are so large that tanh is −1 or 1 for nearly every digit, where its slope is almost 0. The first loss is far above 2.30, and the hidden layers hardly move.",
  },
];
