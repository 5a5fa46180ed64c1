/** The gradient of a large batch, computed some rows at a time: the same sum, with memory that stays in the cache, and pauses. */

import { computeGradient } from "./descent.js";
import { countCorrect, readBatch } from "./metrics.js";

const ROWS = 1024;

/**
 * The gradient of one batch of stored images, whatever its size. A large one yields between its parts: the caller may look for
 * commands there.
 * @param {import("./network.js").Network} network @param {import("./losses.js").Loss} loss
 * @param {import("./parameters.js").Parameters} parameters
 * @param {{images: import("./sparse-images.js").SparseImages, order: Uint32Array, labels: Uint8Array}} batch
 * @param {import("./parameters.js").Parameters} gradients filled
 * @param {import("./arrays.js").Context} context
 * @returns {Generator<void, {value: number, correct: number}>} the loss, and how many examples are classified correctly
 */
export function* computeBatchGradient(network, loss, parameters, { images, order, labels }, gradients, context) {
  const count = order.length;
  if (count <= ROWS) {
    const { value, outputs } = computeGradient(network, loss, parameters, readBatch(network, images, order), labels, gradients, context);
    return { value, correct: countCorrect(outputs, labels) };
  }
  if (loss.wholeBatch) {
    const pass = network.forward(parameters, readBatch(network, images, order), context);
    yield;
    const { value, dOutputs } = loss.compare(pass.result, labels);
    pass.backward(dOutputs, gradients);
    return { value, correct: countCorrect(pass.result, labels) };
  }
  const total = new Float64Array(gradients.vector.length);
  let value = 0;
  let correct = 0;
  for (let start = 0; start < count; start += ROWS) {
    const rows = order.subarray(start, start + ROWS);
    const own = labels.subarray(start, start + ROWS);
    const part = computeGradient(network, loss, parameters, readBatch(network, images, rows), own, gradients, context);
    const share = rows.length / count;
    value += share * part.value;
    correct += countCorrect(part.outputs, own);
    for (let i = 0; i < total.length; i++) total[i] += share * gradients.vector[i];
    yield;
  }
  gradients.vector.set(total);
  return { value, correct };
}
