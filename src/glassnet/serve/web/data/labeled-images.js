/**
 * Labeled images of any number of classes, as the page trains on them.
 *
 * @typedef {object} LabeledImages
 * @property {string} name
 * @property {number} count
 * @property {number[]} shape        of one image: rows, columns, and channels where there are several
 * @property {Uint8Array} images     gray levels image by image, row by row, 255 is full ink
 * @property {Uint8Array} labels     indices of classNames
 * @property {string[]} classNames
 * @property {string} [license]
 */

/** Data that cannot be read. The message says what was expected and what came. */
export class DataError extends Error {}

/**
 * The values as a set of labeled images.
 *
 * @param {LabeledImages} values
 * @returns {LabeledImages}
 * @throws {DataError} where counts or labels do not fit
 */
export function checkLabeledImages(values) {
  const { name, count, shape, images, labels, classNames } = values;
  const expected = count * shape.reduce((product, side) => product * side, 1);
  if (images.length !== expected) throw new DataError(`${name}: expected ${expected} pixels, got ${images.length}.`);
  if (labels.length !== count) throw new DataError(`${name}: expected ${count} labels, one for each image, got ${labels.length}.`);
  const wrong = labels.findIndex((label) => label >= classNames.length);
  if (wrong >= 0) throw new DataError(`${name}, example ${wrong}: expected a label below ${classNames.length}, got ${labels[wrong]}.`);
  return values;
}

/** One image, without a copy. @param {LabeledImages} set @param {number} index */
export function imageAt(set, index) {
  const size = set.images.length / set.count;
  return set.images.subarray(index * size, (index + 1) * size);
}
