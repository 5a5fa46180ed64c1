/** Exact numbers, as the keys of worksheets are computed: fractions of whole numbers, and how they are written. */

const MAX_DECIMALS = 5;

/** A fraction in lowest terms, its denominator above 0. */
export class Fraction {
  /** @param {bigint | number} numerator @param {bigint | number} [denominator] whole numbers */
  constructor(numerator, denominator = 1) {
    const [over, under] = [BigInt(numerator), BigInt(denominator)];
    const divisor = findDivisor(over, under) * (under < 0n ? -1n : 1n);
    this.numerator = over / divisor;
    this.denominator = under / divisor;
    Object.freeze(this);
  }

  /** @param {Fraction} other */
  plus({ numerator, denominator }) {
    return new Fraction(this.numerator * denominator + numerator * this.denominator, this.denominator * denominator);
  }

  /** @param {Fraction} other */
  minus({ numerator, denominator }) {
    return new Fraction(this.numerator * denominator - numerator * this.denominator, this.denominator * denominator);
  }

  /** @param {Fraction} other */
  times({ numerator, denominator }) {
    return new Fraction(this.numerator * numerator, this.denominator * denominator);
  }

  /** -1, 0 or 1. */
  get sign() {
    return this.numerator > 0n ? 1 : this.numerator < 0n ? -1 : 0;
  }

  get size() {
    return this.sign < 0 ? new Fraction(-this.numerator, this.denominator) : this;
  }

  /** @param {Fraction} other */
  isAbove(other) {
    return this.minus(other).sign > 0;
  }

  valueOf() {
    return Number(this.numerator) / Number(this.denominator);
  }
}

export const ZERO = new Fraction(0);

/** @param {Iterable<Fraction>} numbers */
export function sum(numbers) {
  let total = ZERO;
  for (const each of numbers) total = total.plus(each);
  return total;
}

/** All decimals of a number, "−0.125". Throws for more than five: such a number has no place on a sheet. @param {Fraction} number */
export function formatExact({ numerator, denominator }) {
  const scaled = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(MAX_DECIMALS);
  if (scaled % denominator !== 0n) throw new RangeError(`A worksheet expects at most ${MAX_DECIMALS} decimals, got ${numerator}/${denominator}.`);
  const digits = String(scaled / denominator).padStart(MAX_DECIMALS + 1, "0");
  const decimals = digits.slice(-MAX_DECIMALS).replace(/0+$/, "");
  return `${numerator < 0n ? "−" : ""}${digits.slice(0, -MAX_DECIMALS)}${decimals && `.${decimals}`}`;
}

/** Rounded half up, as taught at school. @param {Fraction} number @param {number} decimals */
export function formatRounded({ numerator, denominator }, decimals) {
  const power = 10n ** BigInt(decimals);
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * size * power + denominator) / (2n * denominator);
  return formatExact(new Fraction(numerator < 0n ? -rounded : rounded, power));
}

/** The greatest common divisor, above 0. @param {bigint} a @param {bigint} b */
function findDivisor(a, b) {
  let [large, small] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (small) [large, small] = [small, large % small];
  return large;
}
