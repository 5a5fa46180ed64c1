/**
 * Reads IDX, the format that MNIST comes in, gzip or not:
 *
 *     0x00 0x00 0x08 N      two zeros, the type (8: unsigned byte), the number of dimensions
 *     size_1 ... size_N     four bytes each, big-endian
 *     the bytes             the last dimension varies fastest
 *
 * Source: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, "The MNIST database".
 */

import { decompress } from "./decompression.js";
import { checkLabeledImages, DataError } from "./labeled-images.js";

const MAX_DIMENSIONS = 4;

/**
 * An IDX file of unsigned bytes.
 *
 * @param {Uint8Array} bytes
 * @returns {Promise<{shape: number[], values: Uint8Array}>}
 * @throws {DataError} for a wrong magic number, and for bytes that are missing or left over
 */
export async function readIdx(bytes) {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? await decompress(bytes, "gzip") : bytes;
  const dimensions = plain[3];
  const start = 4 + 4 * dimensions;
  if (!isMagic(plain) || plain.length < start) {
    throw new DataError(`Expected an IDX file, which begins with the bytes 0 0 8 and 1 to 4, got ${[...plain.subarray(0, 4)].join(" ") || "none"}.`);
  }
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const values = plain.subarray(start);
  const size = shape.reduce((product, side) => product * side, 1);
  if (values.length !== size) {
    throw new DataError(`Expected ${size} bytes after the header of an IDX file of ${shape.join(" x ")}, got ${values.length}.`);
  }
  return { shape, values };
}

/** @param {Uint8Array} bytes */
function isMagic([first, second, type, dimensions]) {
  return first === 0 && second === 0 && type === 8 && dimensions >= 1 && dimensions <= MAX_DIMENSIONS;
}

/**
 * The two IDX files of a set: images, and the label of each.
 *
 * @param {Uint8Array} imageBytes @param {Uint8Array} labelBytes
 * @param {{name: string, classNames?: string[]}} description  the class names are the ten digits if left out
 * @returns {Promise<import("./labeled-images.js").LabeledImages>}
 * @throws {DataError} as `readIdx`, and where images and labels do not fit together
 */
export async function readLabeledIdx(imageBytes, labelBytes, { name, classNames = [..."0123456789"] }) {
  const [images, labels] = await Promise.all([readIdx(imageBytes), readIdx(labelBytes)]);
  if (images.shape.length < 3 || labels.shape.length !== 1) {
    throw new DataError(`${name}: expected images and labels, got ${images.shape.join(" x ")} and ${labels.shape.join(" x ")}. Is each the right file?`);
  }
  const [count, ...shape] = images.shape;
  return checkLabeledImages({ name, count, shape, images: images.values, labels: labels.values, classNames });
}
