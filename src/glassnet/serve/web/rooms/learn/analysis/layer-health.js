/** The state of one layer: how its outputs are spread, which units no longer react, how large its gradient is. */

const BINS = 24;
/** Outputs so near to the ends of a sigmoid or tanh hardly pass a gradient on. */
const NEAR_END = 0.02;
/** A unit counts as saturated if so many of its outputs are near an end. */
const MOSTLY = 0.95;

/** The values at which a bounded activation is flat. @type {Record<string, [number, number]>} */
const ENDS = { sigmoid: [0, 1], tanh: [-1, 1] };

/**
 * @param {{name: string, layer: any, outputs: import("../../../nn/arrays.js").Tensor, weights: ArrayLike<number>, gradient: ArrayLike<number>, isLast: boolean}} layer
 */
export function measureLayer({ name, layer, outputs, weights, gradient, isLast }) {
  const { data, width, count } = outputs;
  const activation = layer.activation?.type ?? "identity";
  const [low, high] = findRange(data, activation);
  const histogram = new Uint32Array(BINS);
  let zeros = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) zeros++;
    const bin = Math.floor(((data[i] - low) / (high - low || 1)) * BINS);
    histogram[Math.max(0, Math.min(BINS - 1, bin))]++;
  }
  const units = Array.from({ length: width }, (_, unit) => classifyUnit(data, width, count, unit, activation));
  const dead = units.filter((each) => each === "dead").length;
  const weightSize = rootMeanSquare(weights);
  const gradientSize = rootMeanSquare(gradient);
  return {
    name, activation, isLast, units: width, low, high, histogram, zeroShare: zeros / data.length,
    dead,
    saturated: units.filter((each) => each === "saturated").length,
    alike: !isLast && width > 1 && dead < width && areAlike(data, width),
    weightSize, gradientSize, isFinite: Number.isFinite(weightSize) && Number.isFinite(gradientSize) && Number.isFinite(high),
  };
}

/** @param {Float64Array} data @param {string} activation @returns {[number, number]} */
function findRange(data, activation) {
  if (Object.hasOwn(ENDS, activation)) return ENDS[activation];
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low) low = data[i];
    if (data[i] > high) high = data[i];
  }
  return low <= high ? [low, high] : [0, NaN];
}

/** @returns {"dead" | "saturated" | "alive"} */
function classifyUnit(data, width, count, unit, activation) {
  let [zeros, ends] = [0, 0];
  const [low, high] = ENDS[activation] ?? [-Infinity, Infinity];
  for (let at = unit; at < data.length; at += width) {
    if (data[at] === 0) zeros++;
    if (data[at] < low + NEAR_END * (high - low) || data[at] > high - NEAR_END * (high - low)) ends++;
  }
  if (activation === "relu" && zeros === count) return "dead";
  return Object.hasOwn(ENDS, activation) && ends >= MOSTLY * count ? "saturated" : "alive";
}

/** Whether all units give the same output, image by image. @param {Float64Array} data @param {number} width */
function areAlike(data, width) {
  let largest = 0;
  for (let row = 0; row < data.length; row += width) {
    for (let unit = 1; unit < width; unit++) {
      if (Math.abs(data[row + unit] - data[row]) > 1e-12) return false;
    }
    largest = Math.max(largest, Math.abs(data[row]));
  }
  return Number.isFinite(largest);
}

/** @param {ArrayLike<number>} values */
function rootMeanSquare(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum / values.length);
}
