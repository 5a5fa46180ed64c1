/** What teaching one digit does to others: how many of a labeled set a network still classifies correctly. */

import { Tensor } from "../../../nn/index.js";

/**
 * @typedef {import("../../../models/page-model.js").PageModel} PageModel
 * @typedef {import("../../../nn/parameters.js").Parameters} Parameters
 * @typedef {import("../../../data/labeled-images.js").LabeledImages} LabeledImages
 */

const BATCH = 100;

/** The predicted class of each image; the output for rejected images is none. @param {PageModel} model @param {Parameters} parameters @param {Uint8Array} images @returns {Uint8Array} */
export function classify({ network, classNames }, parameters, images) {
  const size = network.inputShape.reduce((product, side) => product * side, 1);
  const count = images.length / size;
  const outputs = network.predict(parameters, new Tensor([count, ...network.inputShape], Float64Array.from(images, (gray) => gray / 255)));
  return Uint8Array.from({ length: count }, (_, row) => {
    const at = row * outputs.width;
    let best = 0;
    for (let i = 1; i < classNames.length; i++) if (outputs.data[at + i] > outputs.data[at + best]) best = i;
    return best;
  });
}

/**
 * The share of a set that is classified correctly, some images at a time so that the page stays alive.
 * @param {PageModel} model @param {Parameters} parameters @param {LabeledImages} set
 * @param {(done: number) => boolean} progress  between batches, with the share that is done; false stops
 * @returns {Promise<number | null>} null where it was stopped
 */
export async function measureAccuracy(model, parameters, { images, labels, count }, progress) {
  const size = images.length / count;
  let right = 0;
  for (let start = 0; start < count; start += BATCH) {
    const end = Math.min(count, start + BATCH);
    classify(model, parameters, images.subarray(start * size, end * size)).forEach((found, i) => { right += Number(found === labels[start + i]); });
    if (!progress(end / count)) return null;
    await new Promise((resolve) => setTimeout(resolve));
  }
  return right / count;
}
