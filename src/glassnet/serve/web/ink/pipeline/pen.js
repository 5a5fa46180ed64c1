/**
 * A round pen: the gray level of a pixel is how much of it the pen covered.
 *
 * A straight piece drawn with a round pen is a capsule: all points at most a radius away from it. The share
 * of a pixel that it covers follows from the distance between the pixel's center and the capsule's edge:
 * half on the edge, all of it half a pixel inside. Pieces that overlap do not add up: the largest counts.
 *
 * Every operation is rounded to float32, as NumPy computes it, so that gray levels are equal to Python's.
 */

const { fround } = Math;

/**
 * Pieces drawn with a pen, as side x side gray levels: 0 paper, 255 full ink.
 *
 * Pixel (row i, column j) has its center at x = j + 0.5, y = i + 0.5.
 *
 * @param {Float64Array} pieces  four values each, from x, y to x, y, in pixels
 * @param {number} side @param {number} penWidth  in pixels
 * @returns {Uint8Array}
 */
export function drawPieces(pieces, side, penWidth) {
  const image = new Uint8Array(side * side);
  const ends = Float32Array.from(pieces);
  const radius = fround(penWidth / 2);
  for (let i = 0; i < ends.length; i += 4) drawPiece(image, side, ends[i], ends[i + 1], ends[i + 2], ends[i + 3], radius);
  return image;
}

/**
 * @param {Uint8Array} image @param {number} side
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {number} radius
 */
function drawPiece(image, side, x0, y0, x1, y1, radius) {
  const [stepX, stepY] = [fround(x1 - x0), fround(y1 - y0)];
  const squared = Math.max(fround(fround(stepX * stepX) + fround(stepY * stepY)), fround(1e-12));
  const reach = radius + 1; // half a pixel that the pen touches, and half to the pixel's center
  const [top, bottom] = [firstReached(Math.min(y0, y1) - reach), lastReached(Math.max(y0, y1) + reach, side)];
  const [left, right] = [firstReached(Math.min(x0, x1) - reach), lastReached(Math.max(x0, x1) + reach, side)];
  for (let i = top; i <= bottom; i++) {
    const down = fround(fround(i + 0.5) - y0);
    const alongDown = fround(down * stepY);
    for (let j = left; j <= right; j++) {
      const across = fround(fround(j + 0.5) - x0);
      const along = clip(fround(fround(fround(across * stepX) + alongDown) / squared));
      const offX = fround(across - fround(along * stepX));
      const offY = fround(down - fround(along * stepY));
      const distance = fround(Math.sqrt(offX * offX + offY * offY));
      const covered = clip(fround(fround(radius - distance) + 0.5));
      const gray = Math.trunc(fround(fround(covered * 255) + 0.5));
      if (gray > image[i * side + j]) image[i * side + j] = gray;
    }
  }
}

/** @param {number} low */
function firstReached(low) {
  return Math.max(0, Math.floor(low));
}

/** @param {number} high @param {number} side */
function lastReached(high, side) {
  return Math.min(side - 1, Math.ceil(high));
}

/** @param {number} share */
function clip(share) {
  return Math.min(Math.max(share, 0), 1);
}
