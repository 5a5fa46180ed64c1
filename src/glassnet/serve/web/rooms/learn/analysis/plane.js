/**
 * Many numbers an image as points of a plane: principal components (Pearson 1901), the two directions in which the images
 * differ most, found by subspace iteration from those of the frame before, so that a slow change stays slow.
 */

/**
 * `points` holds x, y of each image; `directions` the two directions one after the other; `share` of the variance that they show.
 * @typedef {{points: Float32Array, directions: Float64Array, width: number, share: number}} Plane
 */

const MAX_ITERATIONS = 60;
const CONVERGED = 1e-7;

/** @param {ArrayLike<number>} values row by row @param {number} width @param {Plane | null} [before] @returns {Plane} */
export function findPlane(values, width, before = null) {
  const count = values.length / width;
  const centered = center(values, width);
  const covariance = multiplyWithItself(centered, width);
  let directions = before?.width === width ? Float64Array.from(before.directions) : startDirections(width);
  orthonormalize(directions, width);
  for (let i = 0; i < MAX_ITERATIONS; i++) {
    const next = applyTwice(covariance, directions, width);
    orthonormalize(next, width);
    const change = 2 - Math.abs(dot(next, 0, directions, 0, width)) - Math.abs(dot(next, width, directions, width, width));
    directions = next;
    if (change < CONVERGED) break;
  }
  const points = new Float32Array(2 * count);
  for (let row = 0; row < count; row++) {
    points[2 * row] = dot(centered, row * width, directions, 0, width);
    points[2 * row + 1] = dot(centered, row * width, directions, width, width);
  }
  let [total, shown] = [0, 0];
  for (let i = 0; i < width; i++) total += covariance[i * width + i];
  for (let i = 0; i < points.length; i++) shown += points[i] * points[i];
  return { points, directions, width, share: total > 0 ? shown / total : 0 };
}

/** The plane turned (or mirrored) so that its points are nearest to those before: orthogonal Procrustes. @param {Plane} plane @param {Plane} before @returns {Plane} */
export function alignTo(plane, before) {
  if (before.points.length !== plane.points.length) return plane;
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < plane.points.length; i += 2) {
    const [x, y, u, v] = [plane.points[i], plane.points[i + 1], before.points[i], before.points[i + 1]];
    xx += x * u; xy += x * v; yx += y * u; yy += y * v;
  }
  // Of rotations the best reaches |(xx + yy, xy - yx)|, of reflections |(xx - yy, xy + yx)|.
  const turned = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  if (!(Math.max(turned, mirrored) > 0)) return plane;
  const isTurn = turned >= mirrored;
  const [c, s] = isTurn ? [(xx + yy) / turned, (xy - yx) / turned] : [(xx - yy) / mirrored, (xy + yx) / mirrored];
  // Rows of the matrix that x, y are multiplied with from the left.
  const [a, b] = [c, s];
  const [d, e] = isTurn ? [-s, c] : [s, -c];
  const points = new Float32Array(plane.points.length);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [plane.points[i], plane.points[i + 1]];
    points[i] = a * x + d * y;
    points[i + 1] = b * x + e * y;
  }
  const { width } = plane;
  const directions = new Float64Array(2 * width);
  for (let i = 0; i < width; i++) {
    const [x, y] = [plane.directions[i], plane.directions[width + i]];
    directions[i] = a * x + d * y;
    directions[width + i] = b * x + e * y;
  }
  return { ...plane, points, directions };
}

/** @param {ArrayLike<number>} values @param {number} width */
function center(values, width) {
  const means = new Float64Array(width);
  const count = values.length / width;
  for (let i = 0; i < values.length; i++) means[i % width] += values[i] / count;
  return Float64Array.from(values, (value, i) => value - means[i % width]);
}

/** centered^T centered. @param {Float64Array} centered @param {number} width */
function multiplyWithItself(centered, width) {
  const product = new Float64Array(width * width);
  for (let row = 0; row < centered.length; row += width) {
    for (let i = 0; i < width; i++) {
      const value = centered[row + i];
      if (value === 0) continue;
      for (let j = 0; j < width; j++) product[i * width + j] += value * centered[row + j];
    }
  }
  return product;
}

/** Any two directions that are not special. @param {number} width */
function startDirections(width) {
  return Float64Array.from({ length: 2 * width }, (_, i) => Math.sin(1 + i) + (i < width ? 0.1 : -0.1));
}

/** The matrix applied two times to both directions: twice as fast to converge. */
function applyTwice(matrix, directions, width) {
  return apply(matrix, apply(matrix, directions, width), width);
}

function apply(matrix, directions, width) {
  const result = new Float64Array(2 * width);
  for (let i = 0; i < width; i++) {
    result[i] = dot(matrix, i * width, directions, 0, width);
    result[width + i] = dot(matrix, i * width, directions, width, width);
  }
  return result;
}

/** @param {Float64Array} directions @param {number} width */
function orthonormalize(directions, width) {
  scaleToOne(directions, 0, width);
  const overlap = dot(directions, 0, directions, width, width);
  for (let i = 0; i < width; i++) directions[width + i] -= overlap * directions[i];
  scaleToOne(directions, width, width);
}

function scaleToOne(values, start, width) {
  const length = Math.sqrt(dot(values, start, values, start, width));
  for (let i = start; i < start + width; i++) values[i] = length > 1e-150 ? values[i] / length : 0;
}

function dot(a, aStart, b, bStart, width) {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += a[aStart + i] * b[bStart + i];
  return sum;
}
