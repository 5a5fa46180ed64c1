/** Images as a page without preprocessing would send them, and the same ones scaled and centered again. */

import { centerInk } from "../../../ink/pipeline/centering.js";
import { AREA, SIDE, moveInk, toByte } from "./images.js";

const BOX = 20;

/** @typedef {{size: number, corner: number, thin: number}} Handling  size: share of its size; corner: share of the way into it; thin: pixels off each stroke's sides */

/** Smaller, towards a corner, with thinner strokes. @param {Uint8Array} images @param {Handling} handling */
export function spoil(images, { size, corner, thin }) {
  const spoiled = new Uint8Array(images.length);
  for (let start = 0; start < images.length; start += AREA) {
    const image = images.subarray(start, start + AREA);
    const small = size < 1 ? stretch(image, 0, 0, SIDE, SIDE, size) : image;
    const moved = new Uint8Array(AREA);
    const { top, left } = findBox(small);
    moveInk(small, moved, 0, -Math.round(corner * (top - 1)), -Math.round(corner * (left - 1)));
    spoiled.set(thinOut(moved, thin), start);
  }
  return spoiled;
}

/** The ink to a box of 20 pixels, its center of mass to the middle: what MNIST's images went through. @param {Uint8Array} images */
export function prepare(images) {
  const prepared = new Uint8Array(images.length);
  for (let start = 0; start < images.length; start += AREA) {
    const image = images.subarray(start, start + AREA);
    const { top, left, bottom, right } = findBox(image);
    if (bottom < top) continue;
    const [height, width] = [bottom - top + 1, right - left + 1];
    prepared.set(centerInk(stretch(image, top, left, height, width, BOX / Math.max(height, width)), SIDE), start);
  }
  return prepared;
}

/** Rows and columns that hold ink. @param {Uint8Array} image */
function findBox(image) {
  let [top, left, bottom, right] = [SIDE, SIDE, -1, -1];
  image.forEach((gray, i) => {
    if (gray < 32) return;
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    left = Math.min(left, column);
    right = Math.max(right, column);
  });
  return { top, left, bottom, right };
}

/**
 * A part of an image, scaled, in the middle of a blank one: each pixel is the mean over the area that it covers in the part.
 * @param {Uint8Array} image @param {number} top @param {number} left @param {number} height @param {number} width @param {number} scale
 */
function stretch(image, top, left, height, width, scale) {
  const result = new Uint8Array(AREA);
  const rows = cover(top, height, scale);
  const columns = cover(left, width, scale);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (const [row, down] of rows[y]) for (const [column, across] of columns[x]) sum += down * across * image[row * SIDE + column];
      result[y * SIDE + x] = toByte(sum);
    }
  }
  return result;
}

/** For each place of the result, the places of the source that it covers, with their shares. @param {number} start @param {number} length @param {number} scale @returns {[number, number][][]} */
function cover(start, length, scale) {
  const middle = start + length / 2;
  return Array.from({ length: SIDE }, (_, i) => {
    const [from, to] = [middle + (i - SIDE / 2) / scale, middle + (i + 1 - SIDE / 2) / scale];
    /** @type {[number, number][]} */
    const covered = [];
    for (let k = Math.max(start, Math.floor(from)); k < Math.min(start + length, Math.ceil(to)); k++) {
      covered.push([k, (Math.min(to, k + 1) - Math.max(from, k)) * scale]);
    }
    return covered;
  });
}

/** A share of the way to the neighbor with the least ink. @param {Uint8Array} image @param {number} share */
function thinOut(image, share) {
  if (share === 0) return image;
  const read = (/** @type {number} */ row, /** @type {number} */ column) => (row < 0 || row >= SIDE || column < 0 || column >= SIDE ? 0 : image[row * SIDE + column]);
  return image.map((gray, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const least = Math.min(gray, read(row - 1, column), read(row + 1, column), read(row, column - 1), read(row, column + 1));
    return toByte(gray + share * (least - gray));
  });
}
