/**
 * Arrays and a JSON header in one safetensors file, sealed by a digest over every byte of it.
 *
 * The file's metadata holds our JSON under "glassnet", which begins with the seal: the SHA-256 of the whole file with the seal's
 * own digits written as zeros.
 */

import { DamagedFile, formatError } from "./errors.js";
import { digest } from "./sha256.js";

const UNSEALED = "0".repeat(64);
/** As it stands in the file: JSON within a string of JSON. */
const SEAL_START = new TextEncoder().encode('{\\"sha256\\": \\"');

/** @typedef {[name: string, array: {shape: number[], data: Float32Array | Float64Array}][]} NamedArrays */

/** @param {string} expected @param {string} got */
function refuse(expected, got) {
  return new DamagedFile(formatError("The model file", expected, got, "Restore the file or make it again."));
}

/**
 * The bytes of a sealed file.
 * @param {NamedArrays} arrays
 * @param {string} headerText JSON of a table, without the seal
 */
export function seal(arrays, headerText) {
  const table = { __metadata__: { glassnet: `{"sha256": "${UNSEALED}", ${headerText.trim().slice(1)}` } };
  let end = 0;
  for (const [name, { shape, data }] of arrays) {
    table[name] = { dtype: data instanceof Float32Array ? "F32" : "F64", shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(table));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const content = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  new DataView(content.buffer).setUint32(0, headerLength, true);
  content.set(text, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of arrays) {
    writeNumbers(content, at, data);
    at += data.byteLength;
  }
  content.set(new TextEncoder().encode(digest(content)), findSeal(content, headerLength));
  return content;
}

/**
 * Arrays and header of a sealed file's bytes; raises `DamagedFile` unless every byte is right.
 * @param {Uint8Array} content
 * @returns {{arrays: Map<string, {shape: number[], data: Float32Array | Float64Array}>, header: Record<string, any>}}
 */
export function unseal(content) {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const headerLength = content.length < 8 ? Infinity : view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  if (8 + headerLength > content.length) throw refuse("a sealed safetensors file", "a file cut off or of another kind");
  checkSeal(content, headerLength);
  const table = JSON.parse(new TextDecoder().decode(content.subarray(8, 8 + headerLength)));
  const { __metadata__: metadata, ...entries } = table;
  const { sha256: _, ...header } = JSON.parse(metadata.glassnet);
  const data = content.subarray(8 + headerLength);
  const arrays = Object.entries(entries).map(([name, entry]) => [name, readArray(data, name, entry)]);
  return { arrays: new Map(/** @type {any} */ (arrays)), header };
}

/** @param {Uint8Array} content @param {number} headerLength */
function checkSeal(content, headerLength) {
  const start = findSeal(content, headerLength);
  const found = new TextDecoder().decode(content.subarray(start, start + 64));
  const blanked = content.slice();
  blanked.fill(0x30, start, start + 64);
  const wanted = digest(blanked);
  if (found !== wanted) throw refuse(`content with digest ${found.slice(0, 12)}...`, `${wanted.slice(0, 12)}...`);
}

/** Where the seal's digits begin. @param {Uint8Array} content @param {number} headerLength */
function findSeal(content, headerLength) {
  for (let at = 8; at < 8 + headerLength - SEAL_START.length - 64; at++) {
    if (SEAL_START.every((byte, i) => content[at + i] === byte)) return at + SEAL_START.length;
  }
  throw refuse("a seal in its header", "none");
}

/** @param {Uint8Array} data @param {string} name @param {{dtype: string, shape: number[], data_offsets: [number, number]}} entry */
function readArray(data, name, { dtype, shape, data_offsets: [start, end] }) {
  const size = dtype === "F32" ? 4 : 8;
  const count = shape.reduce((product, side) => product * side, 1);
  if (!["F32", "F64"].includes(dtype) || end - start !== size * count || end > data.length) {
    throw refuse(`${name} with ${count} numbers of F32 or F64`, `${end - start} bytes of ${dtype}`);
  }
  const view = new DataView(data.buffer, data.byteOffset + start, end - start);
  const values = size === 4 ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = size === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
  return { shape, data: values };
}

/** @param {Uint8Array} content @param {number} at @param {Float32Array | Float64Array} values */
function writeNumbers(content, at, values) {
  const view = new DataView(content.buffer, content.byteOffset + at, values.byteLength);
  const single = values instanceof Float32Array;
  for (let i = 0; i < values.length; i++) {
    if (single) view.setFloat32(4 * i, values[i], true);
    else view.setFloat64(8 * i, values[i], true);
  }
}
