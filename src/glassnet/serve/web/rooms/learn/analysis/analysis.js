/** What a network with given parameters does: on the test set, layer by layer, and how it sees images in its last hidden layer. */

import { countEntries } from "../../../nn/arrays.js";
import { evaluate, readBatch } from "../../../nn/metrics.js";
import { SparseImages } from "../../../nn/sparse-images.js";
import { measureLayer } from "./layer-health.js";
import { alignTo, findPlane } from "./plane.js";

/** @typedef {import("../../../nn/network.js").Network} Network */
/** @typedef {import("../../../nn/parameters.js").Parameters} Parameters */
/** @typedef {import("../../../nn/losses.js").Loss} Loss */
/** @typedef {import("../../../nn/data.js").LabeledImages} LabeledImages */

/**
 * `classes` is what each image is taken for, `confidences` the probability of that.
 * @typedef {{loss: number, accuracy: number, correct: number, count: number, confusion: Uint32Array[], classes: Uint8Array, confidences: Float32Array}} TestResult
 */

/** @param {Network} network @param {Parameters} parameters @param {Loss} loss @param {LabeledImages} test @returns {TestResult} */
export function judge(network, parameters, loss, test) {
  const { loss: value, accuracy, correct, classes, confusion, probabilities } = evaluate(network, parameters, loss, test);
  const confidences = Float32Array.from(classes, (found, row) => probabilities.data[row * probabilities.width + found]);
  return { loss: value, accuracy, correct, count: classes.length, confusion, classes, confidences };
}

/**
 * Activations and gradients of each layer with weights, on labeled images.
 * @param {Network} network @param {Parameters} parameters @param {Loss} loss @param {LabeledImages} sample
 */
export function measureLayers(network, parameters, loss, { images, labels }) {
  const gradients = parameters.gradients();
  const pass = runForward(network, parameters, images);
  const { dOutputs } = loss.compare(pass.result, labels);
  pass.backward(dOutputs, gradients);
  return network.layers.flatMap((layer, i) => {
    const name = network.layerNames[i];
    if (name === "") return [];
    const isLast = i === network.layers.length - 1;
    const [weights, gradient] = [parameters.get(`${name}.weights`).data, gradients.get(`${name}.weights`).data];
    return [measureLayer({ name, layer, outputs: pass.outputs[i], weights, gradient, isLast })];
  });
}

/** @typedef {ReturnType<typeof measureLayers>[number]} LayerHealth */

/**
 * The outputs of the last hidden layer (the inputs, of a network without one) as points of a plane, turned so that they
 * are as near as possible to those before.
 * @param {Network} network @param {Parameters} parameters @param {Uint8Array} images @param {import("./plane.js").Plane | null} before
 */
export function projectHidden(network, parameters, images, before) {
  const pass = runForward(network, parameters, images);
  const hidden = pass.outputs.at(-2) ?? readImages(network, parameters, images).toTensor();
  const plane = findPlane(hidden.data, hidden.width, before);
  return before === null ? plane : alignTo(plane, before);
}

/** @param {Network} network @param {Parameters} parameters @param {Uint8Array} images */
function runForward(network, parameters, images) {
  const batch = readImages(network, parameters, images);
  const order = Uint32Array.from({ length: batch.count }, (_, i) => i);
  return network.forward(parameters, readBatch(network, batch.images, order));
}

/** @param {Network} network @param {Parameters} parameters @param {Uint8Array} images */
function readImages(network, { precision }, images) {
  const sparse = new SparseImages(images, countEntries(network.inputShape), precision);
  return sparse.take(Uint32Array.from({ length: sparse.count }, (_, i) => i));
}
