/** What Python has measured of the tutorials and of their errata: files beside the page, in an export, too. */

import { fetchFile } from "../../data/site-files.js";

/**
 * @typedef {{percent: number, measured: string, wording: string}} Claim
 * @typedef {{percent: number, measured: string, median: number, lowest: number, highest: number, examples: number, sampling_error: number, holds: boolean}} Comparison
 * @typedef {{iteration: number, cost: number, accuracy_percent: number}} LogLine
 * @typedef {{iteration: number, cost: string, accuracy_percent: string}} PrintedLine
 * @typedef {{name: string, tutorial: string, mathematics: string, effect: string, setting: string | null}} Deviation
 *
 * @typedef {object} TutorialReport  as `scripts/write-tutorial-data` writes it
 * @property {string} name
 * @property {string} title
 * @property {string} author
 * @property {string} network
 * @property {Claim[]} claims
 * @property {Comparison[]} comparisons
 * @property {Deviation[]} deviations
 * @property {string[]} choices
 * @property {Record<string, string>} sets
 * @property {number[]} seeds
 * @property {number[]} train_accuracy
 * @property {(number | null)[]} held_out_accuracy
 * @property {(number | null)[]} test_accuracy
 * @property {LogLine[]} log             of the first seed
 * @property {PrintedLine[]} printed_log
 *
 * @typedef {{metric: string, right: number[], written: number[], difference: {mean: number, low: number, high: number}}} Effect
 * @typedef {{key: string, tutorial: string, title: string, written: string, right: string, why: string, deviation: string | null, effect: Effect | null,
 *   also?: string[], setting?: string | null, check?: {what: string, right: number | null, written: number | null}}} Erratum
 */

/** @typedef {{made_by: string[], tutorials: TutorialReport[], wang_log_at_stated_rate: LogLine[]}} Measurements */
/** @typedef {{made_by: string, seeds: number[], errata: Erratum[]}} ErrataReport */

/** @type {Map<string, Promise<any>>} */
const loaded = new Map();

/** @returns {Promise<Measurements>} */
export const findMeasurements = () => load("data/tutorials.json");

/** @returns {Promise<ErrataReport>} */
export const findErrata = () => load("data/errata.json");

/** @param {string} path */
function load(path) {
  const known = loaded.get(path) ?? read(path);
  loaded.set(path, known);
  known.catch(() => loaded.delete(path));
  return known;
}

/** @param {string} path */
async function read(path) {
  const response = await fetchFile(path);
  if (!response.ok) throw new Error(`The file ${path} of this page cannot be loaded. Try again.`);
  return response.json();
}
