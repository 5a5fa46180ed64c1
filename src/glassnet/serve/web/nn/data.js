/** Labeled images, their reproducible splits, and the order of an epoch: pure functions of the seed, as in Python. */

import { SettingError, formatError } from "./errors.js";
import { Generator } from "./random.js";

// Each keeps its draws apart from every other use of the same seed.
const ORDER_STREAM = 0x0bde5;
const SPLIT_STREAM = 0x5b117;
const SUBSET_STREAM = 0x5ab5e7;

/**
 * `images` are bytes, one image of `shape` after the other; `labels` are indices of `classNames`.
 * @typedef {{images: Uint8Array, labels: Uint8Array, shape: number[], classNames: string[]}} LabeledImages
 */

/** The order in which an epoch visits the examples; not shuffled, that of the file. @returns {Uint32Array} */
export function orderEpoch(seed, epoch, count, shuffled = true) {
  if (!shuffled) return Uint32Array.from({ length: count }, (_, i) => i);
  return new Generator([ORDER_STREAM, seed, epoch]).permutation(count);
}

/** Indices kept and indices held out of `count` examples, each in file order. */
export function holdOut(seed, count, heldOut) {
  if (!(heldOut > 0 && heldOut < count)) {
    throw new SettingError(formatError("Validation", `fewer than all of the ${count} examples`, `${heldOut}`, "Hold out fewer."));
  }
  const order = new Generator([SPLIT_STREAM, seed, count]).permutation(count);
  return { kept: order.slice(heldOut).sort(), heldOut: order.slice(0, heldOut).sort() };
}

/** Some of the images, in this order. @param {LabeledImages} digits @param {ArrayLike<number>} indices @returns {LabeledImages} */
export function takeImages(digits, indices) {
  const size = digits.images.length / digits.labels.length;
  const images = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    images.set(digits.images.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
    labels[i] = digits.labels[indices[i]];
  }
  return { ...digits, images, labels };
}

/**
 * What a recipe trains on and validates on.
 * @param {{seed: number, examples: number | null, validation: number}} recipe
 * @param {LabeledImages} digits
 * @returns {{train: LabeledImages, validation: LabeledImages | null}}
 */
export function splitImages(recipe, digits) {
  let chosen = digits;
  const { seed, examples, validation } = recipe;
  if (examples !== null && examples < digits.labels.length) {
    chosen = takeImages(digits, new Generator([SUBSET_STREAM, seed]).permutation(digits.labels.length).slice(0, examples));
  }
  if (validation === 0) return { train: chosen, validation: null };
  const { kept, heldOut } = holdOut(seed, chosen.labels.length, validation);
  return { train: takeImages(chosen, kept), validation: takeImages(chosen, heldOut) };
}
