/** Between drawings: the way from one to another, and the plane through three. */

import { toByte } from "./images.js";

/** @param {Uint8Array} first @param {Uint8Array} last @param {number} share of the last one */
export function blend(first, last, share) {
  const blended = new Uint8Array(first.length);
  for (let i = 0; i < first.length; i++) blended[i] = toByte((1 - share) * first[i] + share * last[i]);
  return blended;
}

/** The plane's image at (u, v): first + u (second - first) + v (third - first). @param {Uint8Array[]} corners @param {number} u @param {number} v */
export function blendThree([first, second, third], u, v) {
  const blended = new Uint8Array(first.length);
  for (let i = 0; i < first.length; i++) blended[i] = toByte(first[i] + u * (second[i] - first[i]) + v * (third[i] - first[i]));
  return blended;
}

/** u and v of a map's rows and columns. @param {number} side @param {number} [margin] beyond the three */
export function placeOnMap(side, margin = 0.5) {
  const step = (1 + 2 * margin) / (side - 1);
  return Array.from({ length: side }, (_, i) => (i === side - 1 ? 1 + margin : i * step - margin));
}
