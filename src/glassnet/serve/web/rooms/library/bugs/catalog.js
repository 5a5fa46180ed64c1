/** The bugs that can be planted, each with its hooks, where it is, hints, and what the code should be. The keys are those of `glassnet quiz`. */

import { DATA_BUGS } from "./data-bugs.js";
import { GRADIENT_BUGS } from "./gradient-bugs.js";
import { TRAINING_BUGS } from "./training-bugs.js";

/**
 * @typedef {"layer" | "outputs" | "update" | "data" | "start"} Place
 *
 * @typedef {object} Bug
 * @property {string} key
 * @property {string} title
 * @property {Place} place
 * @property {(layer: number) => import("./program.js").Hooks} plant
 * @property {string[]} hints     each says a little more
 * @property {string} wrong       the code with the bug
 * @property {string} right       the code without it
 * @property {string} why         how its symptoms come about
 */

/** @type {Bug[]} */
const BUGS = [...GRADIENT_BUGS, ...TRAINING_BUGS, ...DATA_BUGS];

/** By title, for the menu: the order says nothing. @type {readonly Bug[]} */
export const CATALOG = Object.freeze(BUGS.toSorted((a, b) => (a.title < b.title ? -1 : 1)));

/** @param {string} key @returns {Bug} */
export function findBug(key) {
  return /** @type {Bug} */ (BUGS.find((bug) => bug.key === key));
}

/** @type {[string, number][]} the bug and the layer of each exercise, 0 where it is in none */
const ORDER = [
  ["wrong-sign", 0], ["zero-initialization", 0], ["sum-over-wrong-axis", 3], ["shuffled-labels", 0], ["missing-activation-derivative", 2], ["no-normalization", 0],
  ["unscaled-batch", 0], ["labels-off-by-one", 0], ["missing-transpose", 2], ["softmax-twice", 0], ["bias-not-updated", 1], ["no-shuffling", 0],
  ["derivative-at-wrong-place", 1], ["rate-times-batch", 0], ["saturated-start", 0], ["stale-weights", 3], ["test-leak", 0], ["updated-before-propagating", 0],
];

/** @typedef {{number: number, bug: Bug, layer: number, place: string}} Exercise */

/** @type {Exercise[]} */
export const EXERCISES = ORDER.map(([key, layer], i) => {
  const bug = findBug(key);
  return { number: i + 1, bug, layer, place: bug.place === "layer" ? `layer-${layer}` : bug.place };
});

/** Where a bug can be. @type {[string, string][]} */
export const PLACES = [
  ["layer-1", "Layer 1, its backward pass"], ["layer-2", "Layer 2, its backward pass"], ["layer-3", "Layer 3, its backward pass"],
  ["outputs", "The loss, and the error at the outputs"], ["update", "The update"], ["start", "The first weights"],
  ["data", "The data: images, labels, their order, what is tested on"],
];
