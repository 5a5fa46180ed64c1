/** Decoding arrays, and formatting numbers. */

/** @typedef {import("./backend.js").Numbers} Numbers */

const ARRAY_TYPES = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array };

/**
 * @param {{shape: number[], dtype: "float32" | "float64" | "uint8", base64: string}} plain
 * @returns {Numbers}
 */
export function decodeArray({ shape, dtype, base64 }) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return { shape, values: new ARRAY_TYPES[dtype](bytes.buffer) };
}

/** The largest absolute value, at least `minimum`. @param {ArrayLike<number>} values */
export function findLargest(values, minimum = 1e-9) {
  let found = minimum;
  for (let i = 0; i < values.length; i++) {
    found = Math.max(found, Math.abs(values[i]));
  }
  return found;
}

/** Decimals of the values of a sum. */
export const SUM_DECIMALS = 5;

/** Rounds to this many decimals, in the same way for both signs. @param {number} value @param {number} digits */
export function roundTo(value, digits) {
  const unit = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * unit)) / unit;
}

/** With a minus sign, not a hyphen. @param {number} value */
export function formatNumber(value, digits = 4) {
  const shown = roundTo(value, digits);
  const text = Math.abs(shown).toFixed(digits);
  return shown < 0 ? `−${text}` : text;
}

/** A probability in percent, without the sign %. @param {number} share */
export function formatPercent(share) {
  if (share >= 0.9995) return share === 1 ? "100" : "> 99.9";
  if (share < 0.0005) return "0";
  return (100 * share).toFixed(1);
}

/** @param {number[]} shape */
export function countElements(shape) {
  return shape.reduce((product, side) => product * side, 1);
}
