/** Neurons knocked out: their output is 0 for every image. A filter of a convolution counts as one neuron. */

import { Network, Parameters, Tensor } from "../../../nn/index.js";
import { FRESH, countEntries } from "../../../nn/arrays.js";
import { activate } from "../../../nn/layers.js";
import { findClass, readBatch } from "../../../nn/metrics.js";
import { SparseImages } from "../../../nn/sparse-images.js";
import { chooseRows } from "./counting.js";

/** Behind these, a map that was 0 is still 0. */
const KEEPING = ["activate", "max_pool2d", "average_pool2d", "global_average_pool"];

/** The names of the layers whose neurons can be knocked out: all with parameters but the last. @param {Network} network */
export function listHiddenLayers(network) {
  return network.layerNames.filter((name, i) => name && ["dense", "conv2d"].includes(network.layers[i].type)).slice(0, -1);
}

/** The network up to a layer and what keeps its maps apart, and the layers that follow. @param {Network} network @param {string} layer */
export function splitAfter(network, layer) {
  let after = network.layerNames.indexOf(layer) + 1;
  while (KEEPING.includes(network.layers[after].type)) after++;
  return { head: new Network([...network.layers.slice(0, after)], network.inputShape), tail: new Network([...network.layers.slice(after)], network.shapes[after]) };
}

/** The parameters of both parts; views. @param {{head: Network, tail: Network}} parts @param {Parameters} parameters */
export function splitParameters({ head, tail }, { vector }) {
  const size = head.layout.reduce((sum, [, shape]) => sum + countEntries(shape), 0);
  return { head: new Parameters(head.layout, vector.subarray(0, size)), tail: new Parameters(tail.layout, vector.subarray(size)) };
}

/**
 * A network's outputs for a batch, without some neurons of a layer.
 * @param {Network} network @param {Parameters} parameters @param {any} inputs @param {string} layer @param {Iterable<number>} neurons
 */
export function computeWithout(network, parameters, inputs, layer, neurons) {
  const parts = splitAfter(network, layer);
  const own = splitParameters(parts, parameters);
  const hidden = parts.head.forward(own.head, inputs).result;
  return parts.tail.forward(own.tail, knockOut(hidden, neurons)).result;
}

/** A layer's outputs with those of some neurons at 0. @param {Tensor} outputs @param {Iterable<number>} neurons */
export function knockOut(outputs, neurons) {
  const without = new Tensor(outputs.shape, outputs.data.slice());
  const count = outputs.shape[outputs.shape.length - 1];
  for (const neuron of neurons) for (let i = neuron; i < without.data.length; i += count) without.data[i] = 0;
  return without;
}

/**
 * For each neuron of a layer, how many images are classified correctly without it.
 * @param {import("./subject.js").Subject} subject @param {Parameters} parameters @param {import("./counting.js").Digits} digits @param {string} layer
 * @returns {import("./counting.js").Work<number[]>}
 */
export function* countWithoutEach({ network, classNames }, parameters, { images, labels, count }, layer) {
  const parts = splitAfter(network, layer);
  const own = splitParameters(parts, parameters);
  const list = new SparseImages(images, images.length / count, parameters.precision);
  const neurons = parts.head.outputShape[parts.head.outputShape.length - 1];
  const correct = new Array(neurons).fill(0);
  const size = chooseRows(network);
  for (let start = 0; start < count; start += size) {
    const rows = Uint32Array.from({ length: Math.min(size, count - start) }, (_, i) => start + i);
    const hidden = parts.head.forward(own.head, readBatch(network, list, rows)).result;
    const isRight = (/** @type {Tensor} */ outputs, /** @type {number} */ at, /** @type {number} */ row) => findClass(outputs, at, classNames.length) === labels[start + row];
    const whole = parts.tail.forward(own.tail, hidden).result;
    const rightAnyway = Array.from(rows, (_, row) => isRight(whole, row, row));
    const without = prepareTail(parts.tail, own.tail, hidden);
    for (let neuron = 0; neuron < neurons; neuron++) {
      const active = Array.from(rows.keys()).filter((row) => isActive(hidden, row, neuron, neurons));
      const activeRows = new Set(active);
      rightAnyway.forEach((right, row) => { if (right && !activeRows.has(row)) correct[neuron]++; });
      if (active.length) {
        const outputs = without(active, neuron);
        active.forEach((row, at) => { if (isRight(outputs, at, row)) correct[neuron]++; });
      }
      yield (start + (rows.length * (neuron + 1)) / neurons) / count;
    }
  }
  return correct;
}

/** Whether knocking a neuron out changes anything for this image. @param {Tensor} hidden */
function isActive({ data, width }, row, neuron, neurons) {
  for (let i = row * width + neuron; i < (row + 1) * width; i += neurons) if (data[i] !== 0) return true;
  return false;
}

/**
 * Outputs for some rows without one neuron. Into a dense layer only what the neuron added to the sums is taken away.
 * @param {Network} tail @param {Parameters} own @param {Tensor} hidden @returns {(rows: number[], neuron: number) => Tensor}
 */
function prepareTail(tail, own, hidden) {
  const [first, ...others] = tail.layers;
  if (first.type !== "dense") {
    return (rows, neuron) => tail.forward(own, knockOut(takeRows(hidden, rows), [neuron])).result;
  }
  const { weights, bias } = own.ofLayer("1");
  const units = bias.data.length;
  const bare = /** @type {any} */ (first);
  const linear = new bare.constructor({ units, activation: undefined });
  const sums = linear.forward(own.ofLayer("1"), hidden, { rng: null, buffers: FRESH }).outputs;
  const rest = others.length ? new Network(others, [units]) : null;
  const restParameters = rest && new Parameters(rest.layout, own.vector.subarray(weights.data.length + units));
  return (rows, neuron) => {
    const changed = takeRows(sums, rows);
    rows.forEach((row, at) => {
      const value = hidden.data[row * hidden.width + neuron];
      for (let u = 0; u < units; u++) changed.data[at * units + u] -= value * weights.data[neuron * units + u];
    });
    const outputs = activate(bare.activation, changed, FRESH);
    return rest ? rest.forward(/** @type {Parameters} */ (restParameters), outputs).result : outputs;
  };
}

/** @param {Tensor} tensor @param {number[]} rows */
function takeRows(tensor, rows) {
  const { width, data } = tensor;
  const taken = new Tensor([rows.length, ...tensor.shape.slice(1)]);
  rows.forEach((row, at) => taken.data.set(data.subarray(row * width, (row + 1) * width), at * width));
  return taken;
}
