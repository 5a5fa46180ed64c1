/** What the scripts share: the data that Python wrote, and comparisons of arrays. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The data that Python wrote for this script. */
export function readData() {
  return JSON.parse(readFileSync(process.argv[2], "utf8"));
}

/** @param {{base64: string}} packed @returns {Float64Array} */
export function unpack({ base64 }) {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}

/** The largest difference, measured against the largest value of the array. */
export function difference(found, wanted) {
  assert.equal(found.length, wanted.length);
  let largest = 0;
  let most = 0;
  for (let i = 0; i < wanted.length; i++) {
    const apart = Math.abs(found[i] - wanted[i]);
    if (!(apart <= largest)) largest = apart;
    most = Math.max(most, Math.abs(wanted[i]));
  }
  return largest / Math.max(most, 1e-300);
}

/** Fails where a difference is above the tolerance; reports the name. */
export function assertClose(found, wanted, tolerance, name) {
  const apart = difference(found, wanted);
  assert.ok(apart <= tolerance, `${name}: differs by ${apart} of the largest value, above ${tolerance}`);
}
