/**
 * Parts of a network or a recipe are frozen values: a type's name and settings, each checked when the part is made.
 *
 * A class lists its settings in `static fields`; the catalog builds parts from plain values by the same list.
 */

import { SettingError, didYouMean, formatError } from "./errors.js";

/**
 * @typedef {object} Field
 * @property {unknown} [fallback] the value where none is given; without one the setting is required
 * @property {string} [kind] for a setting that is a part itself: the kind of part
 * @property {(where: string, name: string, value: any) => void} check raises `SettingError`
 */

/** What every part has: its settings as properties, frozen. */
export class Part {
  /** The name of the type, as recipes and model files have it. */
  static type = "";
  /** @type {Record<string, Field>} */
  static fields = {};

  /** @param {Record<string, any>} [settings] */
  constructor(settings = {}) {
    const { type, fields } = /** @type {typeof Part} */ (this.constructor);
    for (const name of Object.keys(settings)) {
      if (!(name in fields)) {
        throw new SettingError(formatError(type, "a known setting", `'${name}'`, didYouMean(name, Object.keys(fields))));
      }
    }
    for (const [name, field] of Object.entries(fields)) {
      const value = settings[name] ?? field.fallback;
      if (value === undefined) {
        throw new SettingError(formatError(type, `a value for ${name}`, "none", `Write ${name} = ...`));
      }
      field.check(type, name, value);
      this[name] = value;
    }
    Object.freeze(this);
  }

  get type() {
    return /** @type {typeof Part} */ (this.constructor).type;
  }
}

/** @param {boolean} holds */
function expect(holds, where, name, expected, value) {
  if (!holds) {
    throw new SettingError(formatError(where, `${name} ${expected}`, JSON.stringify(value), "Choose another value."));
  }
}

/** A whole number, 1 or more. @param {number} [fallback] @returns {Field} */
export function count(fallback) {
  return { fallback, check: (where, name, value) => expect(isCount(value, 1), where, name, "as a whole number above 0", value) };
}

/** @param {unknown} value @param {number} least */
export function isCount(value, least) {
  return Number.isInteger(value) && /** @type {number} */ (value) >= least;
}

/** A finite number above 0. @param {number} [fallback] @returns {Field} */
export function positive(fallback) {
  const holds = (value) => Number.isFinite(value) && value > 0;
  return { fallback, check: (where, name, value) => expect(holds(value), where, name, "above 0", value) };
}

/** A number from `low`, below `high`. @param {number} low @param {number} high @param {number} [fallback] @returns {Field} */
export function within(low, high, fallback) {
  const holds = (value) => typeof value === "number" && value >= low && value < high;
  return { fallback, check: (where, name, value) => expect(holds(value), where, name, `in [${low}, ${high})`, value) };
}

/** Any finite number. @param {number} [fallback] @returns {Field} */
export function number(fallback) {
  return { fallback, check: (where, name, value) => expect(Number.isFinite(value), where, name, "as a finite number", value) };
}

/** One of these words; the first is the fallback. @param {...string} words @returns {Field} */
export function choice(...words) {
  const named = words.map((word) => `'${word}'`).join(" or ");
  return { fallback: words[0], check: (where, name, value) => expect(words.includes(value), where, name, `as ${named}`, value) };
}

/** A part of a kind. @param {string} kind @param {Part} [fallback] @returns {Field} */
export function part(kind, fallback) {
  return { fallback, kind, check: (where, name, value) => expect(value instanceof Part, where, name, `as a part: ${kind}`, value) };
}

/** A list, each of whose entries is such a field. @param {Field} entry @returns {Field} */
export function list(entry) {
  return {
    check(where, name, value) {
      expect(Array.isArray(value), where, name, "as a list", value);
      for (const each of value) entry.check(where, name, each);
    },
  };
}

/** What `holds` accepts. @param {string} expected @param {(value: any) => boolean} holds @param {unknown} [fallback] @returns {Field} */
export function checked(expected, holds, fallback) {
  return { fallback, check: (where, name, value) => expect(holds(value), where, name, expected, value) };
}
