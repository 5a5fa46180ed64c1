/** Lessons 3, 4 and 5: the loss, its gradient, the chain rule. */

import { Tensor, fromPlain, tracePass } from "../../nn/index.js";
import { scalePixels } from "../../models/answer.js";
import { getLoss } from "../../rooms/backprop/core/experiment.js";
import { TINY_INPUTS, createTinyModel } from "../../rooms/backprop/core/tiny-network.js";
import { readBackward, readDrawing, readWeight } from "../computing.js";
import { formatValue } from "../lesson.js";

const DIGITS = [..."0123456789"];

/** @type {import("../lesson.js").Lesson} */
export const LOSS = {
  title: "Loss",
  minutes: 10,
  aims: ["Compute the loss of a probability.", "Say which answers cost much, and which little.", "Know the loss of a network that knows nothing."],
  steps: [
    {
      title: "The price of an answer",
      text: "To improve, a network needs one number that says how wrong it is. Here it is L = −log p, where p is the probability that the network gives to the right label, and log is the natural logarithm. For p = 1 the loss is 0; the smaller p, the larger it is.",
      task: "Choose as label the digit that you have drawn. Read p at the outputs, and compute −log p.",
      address: "#/backprop?net=tiny&t=1",
      question: {
        text: "What is the loss for the label that is chosen?",
        solution: "−ln p of the chosen label; the panel shows it.",
        answer(situation) {
          const { trace, label } = readBackward(situation);
          const p = trace.probabilities[label];
          return { value: trace.loss, tolerance: Math.max(0.006, 0.02 * trace.loss), why: `p = ${formatValue(p)}, and −ln p = ${formatValue(trace.loss)}.` };
        },
      },
    },
    {
      title: "The most expensive label",
      text: "The drawing stays, and the label changes: then the loss is another one. A label to which the network gives next to no probability is expensive, for the network was sure, and wrong.",
      task: "Try several labels, and watch the loss.",
      address: "#/backprop?net=tiny&t=1",
      question: {
        text: "Which label has the largest loss?",
        choices: DIGITS,
        solution: "The one with the smallest probability.",
        answer(situation) {
          const { probabilities } = readDrawing(situation);
          const least = probabilities.indexOf(Math.min(...probabilities));
          return { value: DIGITS[least], why: `${DIGITS[least]} has the smallest probability of all.` };
        },
      },
    },
    {
      title: "A network that knows nothing",
      text: "Before training, a network gives about the same probability to every digit. Its loss is a number that is good to know: a training that begins far above it, or never comes below it, has a bug.",
      task: "Ten digits, all with the same probability: compute −log p.",
      address: "#/backprop?net=tiny&t=1",
      question: {
        text: "What is the loss of a network that gives every digit the same probability?",
        solution: "−ln 0.1 = 2.303.",
        answer() {
          const { value } = fromPlain("loss", "softmax_cross_entropy").compare(new Tensor([1, 10]), [0]);
          return { value, tolerance: 0.006, why: "−ln 0.1 = ln 10 = 2.303." };
        },
      },
    },
  ],
};

/** @type {import("../lesson.js").Lesson} */
export const GRADIENT = {
  title: "Gradient",
  minutes: 15,
  aims: ["Compute the error at an output.", "Read from a derivative in which direction a weight must move.", "Check a derivative by differences."],
  steps: [
    {
      title: "Probability minus target",
      text: "How does the loss change when the sum of an output changes a little? For this loss the answer is short: probability minus target, p − y. The target y is 1 for the label and 0 for all others.",
      task: "Choose the label 9, and look at the ten errors.",
      address: "#/backprop?net=tiny&as=9&t=2",
      question: {
        text: "What is the error p − y of the output for the chosen label?",
        solution: "p − 1: negative, unless p is 1.",
        answer(situation) {
          const { trace, label } = readBackward(situation);
          const error = trace.layers[trace.layers.length - 1].dSums.data[label];
          return { value: error, tolerance: 0.006, why: `p = ${formatValue(trace.probabilities[label])}, so p − 1 = ${formatValue(error)}.` };
        },
      },
    },
    {
      title: "Up or down?",
      text: "The derivative of the loss by a weight says how fast the loss rises when the weight rises. Gradient descent changes every weight by −rate × derivative: against the slope.",
      task: "A weight of the last layer is selected. Look at its derivative, and at the curve.",
      address: "#/backprop?net=tiny&as=9&t=3&w=3.8.4",
      question: {
        text: "To lower the loss, which way must the selected weight go?",
        choices: ["Up", "Down", "It does not matter"],
        solution: "Against the sign of its derivative; where the derivative is 0, it does not matter.",
        answer(situation) {
          const { model, trace } = readBackward(situation);
          const { name, index } = readWeight(situation, model);
          const derivative = trace.gradients.get(`${name}.weights`).data[index];
          return { value: derivative < 0 ? "Up" : derivative > 0 ? "Down" : "It does not matter", why: `dL/dw = ${formatValue(derivative)}.` };
        },
      },
    },
    {
      title: "Is it true?",
      text: "A derivative makes a promise that can be checked: change the weight by a little, compute the loss again, and divide the change of the loss by that of the weight. For a small step both must agree. This is how bugs in a backward pass are found.",
      task: "Find the derivative of the selected weight, by the backward pass and by differences.",
      address: "#/backprop?net=tiny&as=9&t=3&w=3.8.4",
      question: {
        text: "What is the derivative dL/dw of the selected weight?",
        solution: "The inspector shows it, computed by the backward pass and measured by differences.",
        answer(situation) {
          const { model, trace, label } = readBackward(situation);
          const { name, index } = readWeight(situation, model);
          const measured = differ(model, /** @type {Uint8Array} */ (situation.state.pixels), label, name, index);
          const derivative = trace.gradients.get(`${name}.weights`).data[index];
          return { value: derivative, tolerance: Math.max(0.02 * Math.abs(derivative), 5e-6), why: `Backward pass ${formatValue(derivative)}, differences ${formatValue(measured)}.` };
        },
      },
    },
  ],
};

/** @param {import("../../models/page-model.js").PageModel} model @param {Uint8Array} pixels @param {number} label @param {string} name @param {number} index */
function differ(model, pixels, label, name, index) {
  const parameters = model.parameters.copy("float64");
  const { data } = parameters.get(`${name}.weights`);
  const value = data[index];
  const lossAt = (/** @type {number} */ change) => {
    data[index] = value + change;
    return tracePass(model.network, getLoss(model), parameters, scalePixels(model, pixels), label).loss;
  };
  return (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
}

/** The network of 2-3-2 of Backprop, with the inputs and the label that it begins with. */
function traceTiny() {
  const model = createTinyModel({ activation: "relu", loss: "softmax_cross_entropy" });
  return tracePass(model.network, model.recipe.loss, model.parameters, Float64Array.from(TINY_INPUTS), 0);
}

/** @type {import("../lesson.js").Lesson} */
export const CHAIN_RULE = {
  title: "Chain rule",
  minutes: 20,
  aims: ["Compute a forward pass by hand.", "Pass an error back through weights.", "Say why a neuron with a negative sum does not learn."],
  steps: [
    {
      title: "Forward, by hand",
      text: "This network is small enough to compute on paper: two inputs, three hidden neurons with ReLU, two outputs. Its first inputs are 1 and 0.5, and the label is A.",
      task: "Compute the sums of the three hidden neurons on paper, then step through the phases and compare.",
      address: "#/backprop/tiny?net=tiny&t=0",
      question: {
        text: "With inputs 1 and 0.5: what does the third hidden neuron pass on?",
        solution: "1·1 − 1·0.5 + 1 = 1.5, and ReLU(1.5) = 1.5.",
        answer() {
          const value = traceTiny().layers[0].outputs.data[2];
          return { value, tolerance: 0.001, why: `1·1 + (−1)·0.5 + 1 = ${formatValue(value)}.` };
        },
      },
    },
    {
      title: "The error goes back",
      text: "How much does a hidden neuron count for the loss? It acts through both outputs, so its derivative is a sum of two products: the error of each output times the weight that leads there. That is the chain rule, and backpropagation is nothing else.",
      task: "Go to the phase in which the error is sent back. Compute the sum of the first hidden neuron.",
      address: "#/backprop/tiny?net=tiny&t=4",
      question: {
        text: "What is dL/da of the first hidden neuron, rounded to two decimals?",
        solution: "The error of A times the weight to A, plus the error of B times the weight to B.",
        answer() {
          const trace = traceTiny();
          const value = trace.layers[0].dOutputs.data[0];
          const [a, b] = trace.layers[1].dSums.data;
          return { value, tolerance: 0.006, why: `${formatValue(a)}·1 + ${formatValue(b)}·(−1) = ${formatValue(value)}.` };
        },
      },
    },
    {
      title: "A closed ReLU",
      text: "In the backward pass the error is multiplied by g′(z), the slope of the activation. For ReLU it is 1 where the sum is positive, and 0 where it is negative: there nothing comes through, forward or backward.",
      task: "Look at the second hidden neuron, whose sum is −0.5.",
      address: "#/backprop/tiny?net=tiny&t=6",
      question: {
        text: "What is the derivative of the loss by the weight from the first input to the second hidden neuron?",
        solution: "0: its ReLU is closed, so g′(z) = 0.",
        answer() {
          const trace = traceTiny();
          const value = trace.gradients.get("1.weights").data[1];
          return { value: Math.abs(value), tolerance: 0, why: `z = ${formatValue(trace.layers[0].sums.data[1])}, so g′(z) = 0 and the derivative is 0.` };
        },
      },
    },
  ],
};
