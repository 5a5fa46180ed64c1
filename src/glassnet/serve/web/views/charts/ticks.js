/** Places on an axis that people like to read: 1, 2 and 5 times powers of ten. */

/**
 * Even ticks within a range, about `count` of them.
 *
 * @param {number} from @param {number} to  above `from` @param {number} count  at least 1
 */
export function chooseTicks(from, to, count) {
  const step = chooseStep((to - from) / count);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => roundOff((first + i) * step));
}

/** The range widened to its next ticks. @param {number} from @param {number} to @param {number} count @returns {[number, number]} */
export function widenToTicks(from, to, count) {
  const step = chooseStep((to - from) / count);
  return [roundOff(Math.floor(from / step + 1e-9) * step), roundOff(Math.ceil(to / step - 1e-9) * step)];
}

/**
 * Ticks of a logarithmic axis: powers of ten, and 2 and 5 times them where there is room.
 *
 * @param {number} from  above 0 @param {number} to @param {number} count
 */
export function chooseLogTicks(from, to, count) {
  const [first, last] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const every = Math.max(1, Math.ceil((last - first) / count));
  const factors = (last - first) * 3 <= count ? [1, 2, 5] : [1];
  const ticks = [];
  for (let exponent = first; exponent <= last; exponent += every) {
    for (const factor of factors) ticks.push(roundOff(factor * 10 ** exponent));
  }
  return ticks.filter((tick) => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9));
}

/** A number as short as an axis needs: 0.25, 1,000, 20k, 1e-5. @param {number} value */
export function formatTick(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return minus(value.toExponential().replace("e+", "e"));
  if (size >= 10_000) return minus(COMPACT.format(value));
  return minus(PLAIN.format(value));
}

/** A value as people read it: four significant digits. @param {number} value */
export function formatValue(value) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "−infinite";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return minus(value.toExponential(3).replace("e+", "e"));
  return minus(SIGNIFICANT.format(value));
}

const PLAIN = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });
const SIGNIFICANT = new Intl.NumberFormat("en", { maximumSignificantDigits: 4, minimumSignificantDigits: 1 });

/** @param {string} text */
function minus(text) {
  return text.replace(/-(?=[\d∞])/g, "−").replace("K", "k");
}

/** The smallest of 1, 2, 5 times a power of ten that is at least this large. @param {number} least */
function chooseStep(least) {
  const unit = 10 ** Math.floor(Math.log10(least));
  return unit * ([1, 2, 5].find((factor) => factor * unit >= least * (1 - 1e-9)) ?? 10);
}

/** Without the rounding errors of a multiplication. @param {number} value */
function roundOff(value) {
  return Number(value.toPrecision(12));
}
