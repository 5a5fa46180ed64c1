/** Lessons 1 and 2: a neuron, and layers. */

import { scalePixels } from "../../models/answer.js";
import { traceForward } from "../../nn/index.js";
import { readDrawing, readNeuron } from "../computing.js";
import { formatValue } from "../lesson.js";

/** @type {import("../lesson.js").Lesson} */
export const NEURON = {
  title: "A neuron",
  minutes: 15,
  aims: ["Compute the sum of a neuron from its inputs, weights and bias.", "Say what ReLU does to a sum.", "Say what a positive and a negative weight do."],
  steps: [
    {
      title: "A weighted sum",
      text: "A neuron multiplies each of its inputs by a weight, adds up the products, and adds one number more, its bias. The result is called z. In the first layer the inputs are the 784 pixels of your digit: 0 where there is no ink, 1 where there is full ink.",
      task: "Draw a digit. Click a neuron of the first layer, and look at its sum beside the picture: all terms, largest first.",
      address: "#/read?net=tiny&at=1.3",
      question: {
        text: "What is z, the sum of the selected neuron?",
        solution: "z stands below the terms: the sum of weight × input over all pixels, plus the bias.",
        answer(situation) {
          const { pass } = readDrawing(situation);
          const { column, index } = readNeuron(situation);
          const z = pass.layers[column - 1].sums.data[index];
          return { value: z, tolerance: 0.006, why: `z = ${formatValue(z)} for neuron ${index + 1} of layer ${column}.` };
        },
      },
    },
    {
      title: "ReLU",
      text: "What the neuron passes on is not z itself but g(z). Here g is ReLU, the simplest function that bends: a positive sum is passed on as it is, a negative one becomes 0. Without a bend, many layers could do no more than one.",
      task: "Find a neuron of the first layer whose sum z is negative, and select it.",
      address: "#/read?net=tiny&at=1.1",
      question: {
        text: "What does this neuron pass on?",
        solution: "ReLU(z) = max(z, 0): for a negative z it is 0.",
        answer(situation) {
          const { pass } = readDrawing(situation);
          const { index } = readNeuron(situation, 1);
          const { sums, outputs } = pass.layers[0];
          const z = sums.data[index];
          if (z >= 0) return { problem: `The sum of neuron ${index + 1} is ${formatValue(z)}, which is not negative. Try another one.` };
          return { value: outputs.data[index], tolerance: 0, why: `z = ${formatValue(z)}, and max(z, 0) = 0.` };
        },
      },
    },
    {
      title: "What a weight does",
      text: "A weight says how much an input counts, and in which direction. Where it is orange (positive), ink raises the sum; where it is blue (negative), ink lowers it. So the weight image of a neuron shows which ink it is for, and which it is against.",
      task: "Select a neuron of the first layer, and look at its weight image. Imagine that the ink on its bluest pixel is erased.",
      address: "#/read?net=tiny&at=1.3",
      question: {
        text: "What happens to the sum z when ink is erased from a pixel with a negative weight?",
        choices: ["It rises", "It falls", "It stays the same"],
        solution: "The term weight × input was negative and becomes 0, so the sum rises.",
        answer(situation) {
          const { model, pixels, pass } = readDrawing(situation);
          const { index } = readNeuron(situation, 1);
          const { shape: [, units], data } = model.parameters.get("1.weights");
          const inked = Array.from(pixels.keys()).filter((pixel) => pixels[pixel] > 0 && data[pixel * units + index] < 0);
          if (!inked.length) return { problem: "No ink lies on a negative weight of this neuron. Select another one." };
          const pixel = inked.reduce((one, other) => (data[other * units + index] < data[one * units + index] ? other : one));
          const inputs = scalePixels(model, pixels);
          inputs[pixel] = 0;
          const [before, after] = [pass.layers[0].sums.data[index], traceForward(model.network, model.parameters, inputs).layers[0].sums.data[index]];
          return { value: after > before ? "It rises" : "It falls", why: `Computed for your digit, without the pixel in row ${Math.floor(pixel / 28) + 1}, column ${(pixel % 28) + 1}: z goes from ${formatValue(before)} to ${formatValue(after)}.` };
        },
      },
    },
  ],
};

/** @type {import("../lesson.js").Lesson} */
export const LAYERS = {
  title: "Layers",
  minutes: 10,
  aims: ["Count the parameters of a dense network.", "Say what flows from layer to layer.", "Say why a bend is needed between layers."],
  steps: [
    {
      title: "13,002 numbers",
      text: "This network is written 784-16-16-10: 784 pixels, two layers of 16 neurons, 10 outputs. Every neuron reads every output of the layer before, with a weight for each, and has one bias. All that the network knows is in these weights and biases.",
      task: "Count: weights and biases of the first, the second and the third layer.",
      address: "#/read?net=tiny",
      question: {
        text: "How many weights and biases has the network in all?",
        solution: "784·16 + 16 + 16·16 + 16 + 16·10 + 10 = 13,002.",
        answer(situation) {
          const { model } = readDrawing(situation);
          return { value: model.parameters.vector.length, why: "784·16 + 16, 16·16 + 16, and 16·10 + 10." };
        },
      },
    },
    {
      title: "Layer by layer",
      text: "The time line below the picture goes through the network. Each layer receives the outputs of the layer before, and nothing else: the third layer has never seen a pixel. Of your digit only 16 numbers are left there.",
      task: "Step through the layers with the time line. Count the neurons of layer 2 that pass on a number above 0.",
      address: "#/read?net=tiny&t=2",
      question: {
        text: "How many neurons of layer 2 are active, that is above 0, for your digit?",
        solution: "It depends on the drawing: the circles of layer 2 that are not empty.",
        answer(situation) {
          const { pass } = readDrawing(situation);
          const active = pass.layers[1].outputs.data.filter((each) => each > 0).length;
          return { value: active, why: `${active} of 16 are above 0; the others pass on 0.` };
        },
      },
    },
    {
      title: "Why a bend",
      text: "Leave out ReLU, and each layer multiplies by a table of weights. Two tables, one after the other, are one table: their product. A network without bends is one layer, however deep it looks.",
      task: "Think of two layers without ReLU between them: 784 to 16, and 16 to 16.",
      address: "#/read?net=tiny",
      question: {
        text: "Could one layer from 784 to 16 compute exactly the same?",
        choices: ["Yes", "No"],
        solution: "Yes: with the product of both tables as its weights.",
        answer(situation) {
          const { model, pixels } = readDrawing(situation);
          const inputs = scalePixels(model, pixels);
          const difference = compareWithProduct(model, inputs);
          return { value: difference < 1e-9 ? "Yes" : "No", why: `Computed for your digit, with the weights of layers 1 and 2: both ways agree to ${difference.toExponential(0)}.` };
        },
      },
    },
  ],
};

/** The largest difference between two layers without bends, one after the other, and one layer of their product. @param {import("../../models/page-model.js").PageModel} model @param {Float64Array} inputs */
function compareWithProduct({ parameters }, inputs) {
  const [first, second] = [parameters.get("1.weights"), parameters.get("2.weights")];
  const [width, [, units]] = [first.shape[1], second.shape];
  let largest = 0;
  for (let unit = 0; unit < units; unit++) {
    let [inTwo, inOne] = [0, 0];
    for (let k = 0; k < width; k++) {
      let hidden = 0;
      for (let i = 0; i < inputs.length; i++) hidden += inputs[i] * first.data[i * width + k];
      inTwo += hidden * second.data[k * units + unit];
    }
    for (let i = 0; i < inputs.length; i++) {
      let weight = 0;
      for (let k = 0; k < width; k++) weight += first.data[i * width + k] * second.data[k * units + unit];
      inOne += inputs[i] * weight;
    }
    largest = Math.max(largest, Math.abs(inTwo - inOne));
  }
  return largest;
}
