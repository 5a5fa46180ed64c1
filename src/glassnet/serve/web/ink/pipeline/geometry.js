/**
 * Strokes as straight pieces, scaled to fit MNIST's box: the geometry is scaled before anything is drawn.
 *
 * Pieces are a flat Float64Array, four values each: from x, y to x, y.
 */

/** Rows and columns of the image that a network reads, in pixels. */
export const SIDE = 28;

/** The longer side of the ink in such an image, pen included, in pixels. */
const BOX = 20;

/** The smallest normal float64: keeps the scale finite. */
const TINY = 2 ** -1022;

/** Pieces of strokes; a stroke of one point is a piece of no length. @param {Float64Array[]} strokes */
export function toPieces(strokes) {
  const counts = strokes.map((points) => Math.max(1, points.length / 2 - 1));
  const pieces = new Float64Array(4 * counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  strokes.forEach((points, index) => {
    for (let i = 0; i < counts[index]; i++, at += 4) {
      const end = Math.min(2 * i + 2, points.length - 2);
      pieces.set([points[2 * i], points[2 * i + 1], points[end], points[end + 1]], at);
    }
  });
  return pieces;
}

/**
 * The pieces within -1..1, so that no later step can overflow. Exact: by a power of two.
 *
 * @param {Float64Array} pieces
 */
export function scaleToUnit(pieces) {
  const exponent = exponentOf(pieces.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0));
  const half = Math.trunc(exponent / 2); // two factors: a single one may lie outside float64
  const [first, second] = [2 ** -half, 2 ** (half - exponent)];
  return pieces.map((value) => value * first * second);
}

/** The exponent e of value = m * 2^e with m in [0.5, 1); 0 for 0. @param {number} value  not negative @returns {number} */
function exponentOf(value) {
  if (value === 0) return 0;
  if (value < TINY) return exponentOf(value * 2 ** 54) - 54;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return (bits.getUint16(0) >> 4) - 1022;
}

/** Smallest and largest x and y. @param {Float64Array} pieces */
export function findExtent(pieces) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < pieces.length; i += 2) {
    left = Math.min(left, pieces[i]);
    right = Math.max(right, pieces[i]);
    top = Math.min(top, pieces[i + 1]);
    bottom = Math.max(bottom, pieces[i + 1]);
  }
  return { left, top, right, bottom };
}

/**
 * The pieces in pixels of the 28x28: the ink, pen included, is 20 pixels on its longer side, in the middle.
 *
 * @param {Float64Array} pieces @param {number} penWidth  in pixels
 */
export function fitToBox(pieces, penWidth) {
  const { left, top, right, bottom } = findExtent(pieces);
  const scale = (BOX - penWidth) / Math.max(right - left, bottom - top, TINY);
  const middle = [left + (right - left) / 2, top + (bottom - top) / 2];
  return pieces.map((value, i) => (value - middle[i % 2]) * scale + SIDE / 2);
}

/**
 * The pieces on a sheet from the origin to the farthest point, which leaves a margin on all sides.
 *
 * @param {Float64Array} pieces @param {number} side @param {number} margin  both in pixels
 */
export function fitToSheet(pieces, side, margin) {
  const { left, top, right, bottom } = findExtent(pieces);
  const corner = [Math.min(left, 0), Math.min(top, 0)];
  const scale = (side - 2 * margin) / Math.max(right - corner[0], bottom - corner[1]);
  return pieces.map((value, i) => (value - corner[i % 2]) * scale + margin);
}
