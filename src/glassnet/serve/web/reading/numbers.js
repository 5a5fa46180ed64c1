/** Arrays as the service sends them, and numbers as people read them. */

/** @typedef {import("./reader.js").Numbers} Numbers */

const KINDS = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array };

/**
 * @param {{shape: number[], dtype: "float32" | "float64" | "uint8", base64: string}} plain
 * @returns {Numbers}
 */
export function decoded({ shape, dtype, base64 }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return { shape, values: new KINDS[dtype](bytes.buffer) };
}

/** The largest absolute value, at least `least`. @param {ArrayLike<number>} values */
export function largest(values, least = 1e-9) {
  let found = least;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > found) found = size;
  }
  return found;
}

/** As many decimals have the numbers of a sum. */
export const SUM_DECIMALS = 5;

/** To so many decimals, in the same way for numbers of either sign. @param {number} value @param {number} digits */
export function rounded(value, digits) {
  const unit = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * unit)) / unit;
}

/** With a real minus sign. @param {number} value */
export function fixed(value, digits = 4) {
  const shown = rounded(value, digits);
  const text = Math.abs(shown).toFixed(digits);
  return shown < 0 ? `−${text}` : text;
}

/** A probability in per cent, short. @param {number} share */
export function percent(share) {
  if (share >= 0.9995) return share === 1 ? "100" : "> 99.9";
  if (share < 0.0005) return "0";
  return (100 * share).toFixed(1);
}

/** @param {number[]} shape */
export function size(shape) {
  return shape.reduce((product, side) => product * side, 1);
}
