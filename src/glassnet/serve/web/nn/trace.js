/**
 * The traced pass: everything that each layer read, summed and passed on, and the gradients of the backward pass.
 *
 * With z a layer's pre-activations and a its outputs, each layer's trace has z, a, dL/da, dL/dz, dL/d(inputs), its parameters,
 * and dL/d of each of them: the names that `glassnet explain` has, in double precision, without dropout.
 */

import { Activation, Identity } from "./activations.js";
import { PREDICTING, Tensor } from "./arrays.js";
import { Activate } from "./layers.js";

/** @typedef {import("./parameters.js").Parameters} Parameters */

/**
 * `name` is the layer's number among those with parameters, as in "1.weights"; "" for the others. No array has a batch axis.
 * @typedef {object} LayerTrace
 * @property {string} name
 * @property {import("./layers.js").Layer} layer
 * @property {Tensor} inputs
 * @property {Tensor} sums z, before the layer's own activation
 * @property {Tensor} outputs a
 * @property {Tensor} dOutputs dL/da
 * @property {Tensor} dSums dL/dz
 * @property {Tensor} dInputs
 * @property {import("./arrays.js").Arrays} parameters
 * @property {import("./arrays.js").Arrays} gradients
 */

/**
 * One image through a network and back, for one label.
 * @param {import("./network.js").Network} network @param {import("./losses.js").Loss} loss
 * @param {Parameters} stored the parameters, in either precision
 * @param {Float64Array} image one example, `network.inputShape` numbers from 0 to 1 @param {number} label
 * @returns {{layers: LayerTrace[], loss: number, probabilities: Float64Array, parameters: Parameters, gradients: Parameters}}
 */
export function tracePass(network, loss, stored, image, label) {
  const parameters = stored.copy("float64");
  const gradients = parameters.gradients();
  const ways = [];
  let inputs = new Tensor([1, ...network.inputShape], image);
  for (const [i, layer] of network.layers.entries()) {
    const own = parameters.ofLayer(network.layerNames[i]);
    const [bare, activation] = takeApart(layer);
    const summed = bare.forward(own, inputs, PREDICTING);
    const activated = activation.forward({}, summed.outputs, PREDICTING);
    ways.push({ inputs, summed, activated });
    inputs = activated.outputs;
  }
  const { value, dOutputs } = loss.compare(inputs, [label]);
  const layers = [];
  let passed = dOutputs;
  for (let i = ways.length - 1; i >= 0; i--) {
    const name = network.layerNames[i];
    const { inputs: read, summed, activated } = ways[i];
    const own = gradients.ofLayer(name);
    const dSums = activated.backward(passed, {}, true);
    const dInputs = summed.backward(dSums, own, true);
    layers.unshift({
      name, layer: network.layers[i], inputs: dropBatch(read), sums: dropBatch(summed.outputs), outputs: dropBatch(activated.outputs),
      dOutputs: dropBatch(passed), dSums: dropBatch(dSums), dInputs: dropBatch(dInputs),
      parameters: parameters.ofLayer(name), gradients: own,
    });
    passed = dInputs;
  }
  return { layers, loss: value, probabilities: loss.probabilities(inputs).data, parameters, gradients };
}

/**
 * What one layer did with one example: the forward half of a `LayerTrace`.
 * @typedef {Pick<LayerTrace, "name" | "layer" | "inputs" | "sums" | "outputs">} LayerPass
 */

/**
 * One image through a network, without the backward pass: fast enough while one draws.
 * @param {import("./network.js").Network} network @param {Parameters} parameters
 * @param {Float64Array} image one example, `network.inputShape` numbers from 0 to 1
 * @returns {{inputs: Float64Array, layers: LayerPass[]}}
 */
export function traceForward(network, parameters, image) {
  /** @type {LayerPass[]} */
  const layers = [];
  let inputs = new Tensor([1, ...network.inputShape], image);
  for (const [i, layer] of network.layers.entries()) {
    const name = network.layerNames[i];
    const [bare, activation] = takeApart(layer);
    const sums = bare.forward(parameters.ofLayer(name), inputs, PREDICTING).outputs;
    const outputs = activation.forward({}, sums, PREDICTING).outputs;
    layers.push({ name, layer, inputs: dropBatch(inputs), sums: dropBatch(sums), outputs: dropBatch(outputs) });
    inputs = outputs;
  }
  return { inputs: image, layers };
}

/**
 * The sum of one neuron, term by term: z = sum over inputs of weight x input, + bias. The weights are dz/d(input), which a layer's
 * own backward pass gives: for every layer that is linear in what it reads, convolutions and pooling included.
 * @param {LayerPass} pass @param {import("./arrays.js").Arrays} own the layer's parameters @param {number} index of the neuron
 * @returns {{weights: Float64Array, terms: Float64Array, bias: number, sum: number}} as many weights and terms as inputs
 */
export function traceSum({ layer, inputs, sums }, own, index) {
  const [bare] = takeApart(layer);
  const result = bare.forward(own, inputs.reshape([1, ...inputs.shape]), PREDICTING);
  const chosen = new Tensor([1, ...sums.shape]);
  chosen.data[index] = 1;
  const gradients = Object.fromEntries(Object.entries(own).map(([name, { shape, data }]) => [name, new Tensor(shape, new Float64Array(data.length))]));
  const weights = /** @type {Float64Array} */ (/** @type {Tensor} */ (result.backward(chosen, gradients, true)).data);
  const terms = weights.map((weight, i) => weight * inputs.data[i]);
  return { weights, terms, bias: own.bias ? own.bias.data[index % own.bias.data.length] : 0, sum: sums.data[index] };
}

/** The layer without its activation, and the activation as a layer of its own. */
function takeApart(layer) {
  const { activation } = layer;
  if (layer instanceof Activate || !(activation instanceof Activation) || activation instanceof Identity) {
    return [layer, new Activate({ activation: new Identity() })];
  }
  const settings = Object.fromEntries(Object.keys(layer.constructor.fields).map((name) => [name, layer[name]]));
  return [new layer.constructor({ ...settings, activation: new Identity() }), new Activate({ activation })];
}

/** @param {Tensor} tensor of a batch of one */
function dropBatch(tensor) {
  return tensor.reshape(tensor.shape.slice(1));
}
