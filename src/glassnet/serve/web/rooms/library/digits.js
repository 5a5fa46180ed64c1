/** Labeled digits that the pages of this room measure on: MNIST's test set, or simulated digits where there is no MNIST. */

import { readLabeledIdx } from "../../data/idx.js";
import { imageAt } from "../../data/labeled-images.js";
import { unpackDigits } from "../../data/packed-digits.js";
import { takeImages } from "../../nn/index.js";
import { createDigitSource } from "../learn/data/training-digits.js";

/** @typedef {import("../../data/labeled-images.js").LabeledImages} LabeledImages */

/** @type {Promise<LabeledImages> | null} */
let loaded = null;

/** @returns {Promise<LabeledImages>} */
export function findDigits() {
  loaded ??= load();
  loaded.catch(() => { loaded = null; });
  return loaded;
}

async function load() {
  const source = createDigitSource();
  const [images, labels] = await Promise.all([source.mnist("test", "images"), source.mnist("test", "labels")]);
  if (images && labels) return readLabeledIdx(images, labels, { name: "MNIST test" });
  const packed = await source.packed();
  if (packed === null) throw new Error("There are no digits to measure on: neither MNIST nor simulated ones were found.");
  return unpackDigits(packed);
}

/** Some of them in their order, from `start` on. @param {LabeledImages} digits @param {number} start @param {number} count @returns {LabeledImages} */
export function cutDigits(digits, start, count) {
  const end = Math.min(start + count, digits.count);
  const indices = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
  return { .../** @type {LabeledImages} */ (takeImages(digits, indices)), count: indices.length };
}

/** One image with numbers from 0 to 1. @param {LabeledImages} digits @param {number} index */
export function readImage(digits, index) {
  return Float64Array.from(imageAt(digits, index), (gray) => gray / 255);
}
