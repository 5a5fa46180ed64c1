/** Numbers as they are written: as many decimals as the quantity needs, and sums that add up to the last digit. */

/** The most decimals: differences of doubles have no more digits. */
const MAX_DECIMALS = 12;

/**
 * How many decimals show the largest of these values with so many significant digits.
 * @param {ArrayLike<number>} values @param {number} [digits]
 */
export function chooseDecimals(values, digits = 4) {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) largest = Math.max(largest, Math.abs(values[i]));
  if (!largest) return digits - 1;
  return Math.max(0, Math.min(MAX_DECIMALS, digits - 1 - Math.floor(Math.log10(largest))));
}

/** Rounded in the same way for both signs. @param {number} value @param {number} decimals */
export function roundTo(value, decimals) {
  return Number(`${Math.sign(value) * Math.round(Math.abs(value) * 10 ** decimals)}e${-decimals}`);
}

/** With a minus sign, not a hyphen; never "−0". @param {number} value @param {number} decimals */
export function formatFixed(value, decimals) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value < 0 ? "−∞" : "∞";
  const text = Math.abs(roundTo(value, decimals)).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** One number on its own: four significant digits, powers of ten where it is tiny. @param {number} value @param {number} [digits] */
export function formatAlone(value, digits = 4) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || (size >= 1e-4 && size < 1e6)) return formatFixed(value, chooseDecimals([value], digits));
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  return `${value < 0 ? "−" : ""}${mantissa}·10${formatPower(power)}`;
}

/** @param {number} power */
function formatPower(power) {
  return [...String(power)].map((letter) => (letter === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(letter)])).join("");
}

/**
 * A sum of many terms, the largest ones first, of which some are written out. What is written adds up exactly: the last line has
 * the terms that are not written, and what rounding left.
 *
 * @param {ArrayLike<number>} terms @param {number} total  of all terms and `extra` @param {{shown?: number, extra?: number, digits?: number}} [options]
 *   `extra`: a term that is always written, such as the bias
 * @returns {{decimals: number, shown: {index: number, value: number}[], extra: number, othersCount: number, others: number, total: number}}
 *   all values rounded to `decimals`
 */
export function addUp(terms, total, { shown: count = 6, extra = 0, digits = 4 } = {}) {
  const decimals = chooseDecimals([total, extra, ...Array.from(terms)], digits);
  const order = Array.from(terms, (_, index) => index).filter((index) => terms[index] !== 0)
    .sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a]) || a - b);
  const shown = order.slice(0, count).map((index) => ({ index, value: roundTo(terms[index], decimals) })).filter(({ value }) => value !== 0);
  const sum = roundTo(total, decimals);
  const bias = roundTo(extra, decimals);
  const others = roundTo(shown.reduce((left, { value }) => left - value, sum - bias), decimals);
  return { decimals, shown, extra: bias, othersCount: order.length - shown.length, others, total: sum };
}
