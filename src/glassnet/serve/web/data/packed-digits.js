/**
 * Reads labeled images from one small file, as Python's `glassnet.serve.packed_digits` writes it:
 *
 *     bytes 0 to 7      the magic number, "GLASSET1"
 *     bytes 8 to 11     the length of the header in bytes, little-endian
 *     the header        JSON in UTF-8: name, license, class_names, count, shape of an image, bits of a pixel
 *     the rest          one zlib stream: labels, a byte each; then pixels image by image, row by row
 *
 * Pixels of 4 bits share a byte, the first in the upper half; the gray level is 17 times the value.
 */

import { decompress } from "./decompression.js";
import { checkLabeledImages, DataError } from "./labeled-images.js";

const MAGIC = "GLASSET1";
const START = 12;

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<import("./labeled-images.js").LabeledImages>}
 * @throws {DataError} for bytes that are no such file, damaged or cut off
 */
export async function unpackDigits(bytes) {
  const { header, end } = readHeader(bytes);
  const content = await decompress(bytes.subarray(end), "deflate");
  const { name, license, class_names: classNames, count, shape, bits } = header;
  const pixels = content.subarray(count);
  const size = count * shape.reduce((/** @type {number} */ product, /** @type {number} */ side) => product * side, 1);
  const images = bits === 4 ? unpackHalfBytes(pixels, size) : pixels;
  return checkLabeledImages({ name, license, classNames, count, shape, images, labels: content.subarray(0, count) });
}

/** @param {Uint8Array} bytes */
function readHeader(bytes) {
  const text = new TextDecoder();
  const magic = text.decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < START) {
    throw new DataError(`Expected a file of packed digits, which begins with ${MAGIC}, got ${JSON.stringify(magic)}.`);
  }
  const end = START + new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  try {
    return { header: JSON.parse(text.decode(bytes.subarray(START, end))), end };
  } catch {
    throw new DataError("Expected packed digits with a header in JSON, got a damaged one. Load it again.");
  }
}

/** @param {Uint8Array} packed @param {number} size  how many pixels there are */
function unpackHalfBytes(packed, size) {
  if (packed.length !== Math.ceil(size / 2)) {
    throw new DataError(`Packed digits: expected ${Math.ceil(size / 2)} bytes of pixels, got ${packed.length}.`);
  }
  const pixels = new Uint8Array(size);
  for (let i = 0; i < size; i++) pixels[i] = 17 * (i % 2 ? packed[i >> 1] & 15 : packed[i >> 1] >> 4);
  return pixels;
}
