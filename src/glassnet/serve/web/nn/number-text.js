/** Numbers in text, as Python's format specifications write them. */

/** "g": so many significant digits, without zeros at the end; a power of ten below 1e-4, and from 10^digits on. @param {number} value @param {number} [digits] */
export function formatGeneral(value, digits = 6) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  if (Number(power) < -4 || Number(power) >= digits) return `${dropZeros(mantissa)}e${formatExponent(Number(power))}`;
  return dropZeros(value.toFixed(Math.max(0, digits - 1 - Number(power))));
}

/** ".0e": one digit and a power of ten. @param {number} value */
export function formatPower(value) {
  const [mantissa, power] = value.toExponential(0).split("e");
  return `${mantissa}e${formatExponent(Number(power))}`;
}

/** ".1%": a share as percent. @param {number} share @param {number} decimals */
export function formatPercent(share, decimals) {
  return `${(100 * share).toFixed(decimals)}%`;
}

/** @param {string} text */
function dropZeros(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** @param {number} power */
function formatExponent(power) {
  return `${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
