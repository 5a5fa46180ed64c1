/** Compressed bytes and what they held, by the browser's own decompression; works in Node, too. */

import { DataError } from "./labeled-images.js";

/**
 * @param {Uint8Array} bytes @param {"deflate" | "gzip"} format  deflate: a zlib stream with its checksum
 * @returns {Promise<Uint8Array>}
 * @throws {DataError} for bytes that are damaged or cut off
 */
export async function decompress(bytes, format) {
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new DecompressionStream(format));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new DataError(`Expected a complete ${format} stream, got a damaged one. Load it again.`);
  }
}
