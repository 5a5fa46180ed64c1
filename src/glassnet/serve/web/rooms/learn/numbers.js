/** Numbers as people read them. */

/** Three digits, with powers of ten where it is very small or large. @param {number} value */
export function formatNumber(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : "infinite";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    const [digits, power] = value.toExponential(1).split("e");
    return `${digits.replace("-", "−")}·10${[...String(Number(power))].map((each) => SUPERSCRIPTS[each]).join("")}`;
  }
  return value.toLocaleString("en", { maximumSignificantDigits: 3 }).replace("-", "−");
}

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** A share as percent with a thin space, one or two digits after the point. @param {number} share @param {number} [digits] */
export function formatShare(share, digits = 1) {
  return `${(100 * share).toFixed(digits)}\u202f%`;
}

/** @param {number} count */
export function formatCount(count) {
  return Math.round(count).toLocaleString("en");
}
