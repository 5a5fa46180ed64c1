/** Labeled images in the worker, and how many of them a network classifies correctly. */

import { SparseImages } from "../../../nn/index.js";
import { findClass, readBatch } from "../../../nn/metrics.js";
import { countProducts } from "./subject.js";

/**
 * Generators yield the share that is done, so that work can be stopped between two batches.
 * @template T @typedef {Generator<number, T, void>} Work
 *
 * @typedef {import("./subject.js").Subject} Subject
 * @typedef {import("../../../nn/index.js").Parameters} Parameters
 * @typedef {{images: Uint8Array, labels: Uint8Array, count: number}} Digits
 */

const MAX_ROWS = 200;
const PRODUCTS_AT_ONCE = 2e7;

/** So many images are computed between two looks at the clock: a multiple of four, since shifts go in four directions in turn. @param {import("../../../nn/index.js").Network} network */
export function chooseRows(network) {
  return Math.min(MAX_ROWS, Math.max(4, 4 * Math.floor(PRODUCTS_AT_ONCE / (4 * countProducts(network)))));
}

/** Lists of the nonzero pixels of a set, made once. @type {WeakMap<ArrayBufferLike, {key: string, list: SparseImages}>} */
const lists = new WeakMap();

/** The first of a set. @param {Digits} digits @param {number} count @returns {Digits} */
export function takeFirst({ images, labels, count: all }, count) {
  const kept = Math.min(count, all);
  return { images: images.subarray(0, (images.length / all) * kept), labels: labels.subarray(0, kept), count: kept };
}

/** @param {Uint8Array} images @param {number} width @param {"float32" | "float64"} precision */
function listImages(images, width, precision) {
  const key = [images.byteOffset, images.length, width, precision].join();
  const known = lists.get(images.buffer);
  if (known?.key === key) return known.list;
  const list = new SparseImages(images, width, precision);
  lists.set(images.buffer, { key, list });
  return list;
}

/**
 * How many images have their largest output, among those of classes, at their label.
 * @param {Subject} subject @param {Parameters} parameters @param {Digits} digits
 * @param {(inputs: any) => import("../../../nn/index.js").Tensor} [compute]  outputs of a batch, where they are not the network's
 * @returns {Work<number>}
 */
export function* countCorrect({ network, classNames }, parameters, { images, labels, count }, compute = (inputs) => network.forward(parameters, inputs).result) {
  const list = listImages(images, images.length / count, parameters.precision);
  const size = chooseRows(network);
  let correct = 0;
  for (let start = 0; start < count; start += size) {
    const rows = Uint32Array.from({ length: Math.min(size, count - start) }, (_, i) => start + i);
    const outputs = compute(readBatch(network, list, rows));
    for (let row = 0; row < rows.length; row++) if (findClass(outputs, row, classNames.length) === labels[start + row]) correct++;
    yield (start + rows.length) / count;
  }
  return correct;
}

/** Work on several things one after the other, its share of the whole. @template T @param {Work<T>} work @param {number} from @param {number} to @returns {Work<T>} */
export function* within(work, from, to) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}
