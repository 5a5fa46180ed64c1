/** The course: ten lessons, from a neuron to an honest measurement. */

import { CHAIN_RULE, GRADIENT, LOSS } from "./content/backward.js";
import { LAYERS, NEURON } from "./content/forward.js";
import { CONVOLUTION, MEASUREMENT } from "./content/measuring.js";
import { BATCHES, GENERALIZING, SEEING } from "./content/training.js";

/** @typedef {import("./lesson.js").Lesson} Lesson */
/** @typedef {{lesson: Lesson, step: import("./lesson.js").Step, lessonNumber: number, stepNumber: number, id: string}} Place */

/** @type {readonly Lesson[]} */
export const COURSE = Object.freeze([NEURON, LAYERS, LOSS, GRADIENT, CHAIN_RULE, BATCHES, SEEING, GENERALIZING, CONVOLUTION, MEASUREMENT]);

/** All steps in their order. @type {readonly Place[]} */
export const PLACES = Object.freeze(COURSE.flatMap((lesson, i) => lesson.steps.map((step, k) => (
  { lesson, step, lessonNumber: i + 1, stepNumber: k + 1, id: `${i + 1}.${k + 1}` }))));

/** A step by its id, such as "3.2". @param {string} id */
export function findPlace(id) {
  return PLACES.find((place) => place.id === id);
}

/** The address of a step, which opens its room. @param {Place} place */
export function addressOf({ lessonNumber, stepNumber }) {
  return `#/lesson/${lessonNumber}/${stepNumber}`;
}
