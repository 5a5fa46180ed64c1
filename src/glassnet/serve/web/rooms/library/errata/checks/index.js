/**
 * A check for each erratum, by its key: one number, computed in the page as it is right, or as the tutorial writes it.
 * The keys are those of `glassnet.tutorials.errata`.
 */

import { COUNT_CHECKS } from "./counts.js";
import { FUNCTION_CHECKS } from "./functions.js";
import { GRADIENT_CHECKS } from "./gradients.js";
import { LOG_CHECKS } from "./logs.js";

/**
 * @typedef {object} Result
 * @property {boolean} holds
 * @property {string} found      what came out, with its number
 * @property {string} expected   what must come out
 *
 * @typedef {object} Check
 * @property {string} what       the question, in one sentence
 * @property {(isWritten: boolean) => Result | Promise<Result>} run
 */

/** @type {Record<string, Check>} */
const CHECKS = { ...FUNCTION_CHECKS, ...GRADIENT_CHECKS, ...COUNT_CHECKS, ...LOG_CHECKS };

/** @param {string} key @returns {Check | null} */
export function findCheck(key) {
  return CHECKS[key] ?? null;
}
