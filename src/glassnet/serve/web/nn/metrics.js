/** How well a network does on a set of labeled images. */

import { Tensor } from "./arrays.js";
import { SparseImages } from "./sparse-images.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./parameters.js").Parameters} Parameters */

/** So many images are computed at a time, to bound the memory. */
const ROWS = 256;

/** The index of the largest number of a row, the first of equals; -1 where one is not a number. @param {Tensor} outputs */
export function findClass({ data, width }, row, classes = width) {
  let best = row * width;
  for (let i = best; i < row * width + width; i++) {
    if (Number.isNaN(data[i])) return -1;
    if (i < row * width + classes && data[i] > data[best]) best = i;
  }
  return best - row * width;
}

/** How many rows are largest at their label. @param {Tensor} outputs @param {ArrayLike<number>} labels */
export function countCorrect(outputs, labels) {
  let correct = 0;
  for (let row = 0; row < outputs.count; row++) if (findClass(outputs, row) === labels[row]) correct++;
  return correct;
}

/** A network's outputs for stored images. @param {Network} network @param {Parameters} parameters @param {Uint8Array} images */
export function outputsOfImages(network, parameters, images) {
  const sparse = new SparseImages(images, network.inputShape.reduce((a, b) => a * b, 1), parameters.precision);
  const outputs = new Tensor([sparse.count, ...network.outputShape]);
  for (let start = 0; start < sparse.count; start += ROWS) {
    const rows = Uint32Array.from({ length: Math.min(ROWS, sparse.count - start) }, (_, i) => start + i);
    const result = network.forward(parameters, readBatch(network, sparse, rows)).result;
    outputs.data.set(result.data, start * result.width);
  }
  return outputs;
}

/** Some stored images as the network reads them. @param {Network} network @param {SparseImages} images @param {ArrayLike<number>} order */
export function readBatch(network, images, order) {
  const batch = images.take(order);
  return network.readsSparseImages ? batch : batch.toTensor().reshape([order.length, ...network.inputShape]);
}

/**
 * Classify every image of a set.
 * @param {Network} network @param {Parameters} parameters @param {import("./losses.js").Loss} loss
 * @param {import("./data.js").LabeledImages} digits
 */
export function evaluate(network, parameters, loss, { images, labels, classNames }) {
  const outputs = takeColumns(outputsOfImages(network, parameters, images), classNames.length);
  const { value } = loss.compare(outputs, labels);
  const classes = Uint8Array.from(labels, (_, row) => Math.max(findClass(outputs, row), 0));
  const confusion = classNames.map(() => new Uint32Array(classNames.length));
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    confusion[labels[row]][classes[row]]++;
    if (classes[row] === labels[row]) correct++;
  }
  return { loss: value, accuracy: correct / labels.length, correct, classes, confusion, probabilities: loss.probabilities(outputs) };
}

/** The first columns of a matrix: a network that rejects has one output more than classes. @param {Tensor} outputs @param {number} columns */
export function takeColumns(outputs, columns) {
  const { count, width, data } = outputs;
  if (columns === width) return outputs;
  const taken = new Tensor([count, columns]);
  for (let row = 0; row < count; row++) taken.data.set(data.subarray(row * width, row * width + columns), row * columns);
  return taken;
}
