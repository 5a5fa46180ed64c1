/** What a network reads in several digits together. */

import { answer } from "./answer.js";

/**
 * @typedef {import("./answer.js").Answer} Answer
 * @typedef {import("./page-model.js").PageModel} PageModel
 *
 * @typedef {object} NumberAnswer
 * @property {(string | null)[]} labels  of its digits; null where the network rejects one
 * @property {number} confidence         the probability of all labels together
 * @property {{index: number, label: string, confidence: number}[]} alternatives  another label for one digit, the most probable first
 */

const MIN_ALTERNATIVE = 0.01;
const MAX_ALTERNATIVES = 2;

/** A function that answers to an image once for each network. @returns {(model: PageModel, pixels: Uint8Array) => Answer} */
export function createAnswerCache() {
  /** @type {WeakMap<Uint8Array, {parameters: object, result: Answer}>} */
  const known = new WeakMap();
  return (model, pixels) => {
    const found = known.get(pixels);
    if (found?.parameters === model.parameters) return found.result;
    const result = answer(model, pixels);
    known.set(pixels, { parameters: model.parameters, result });
    return result;
  };
}

/** @param {PageModel} model @param {Answer[]} answers  one for each digit @returns {NumberAnswer} */
export function combineAnswers(model, answers) {
  const labels = answers.map(({ label }) => label);
  const confidence = answers.reduce((product, each) => product * (each.label === null ? 0 : each.confidence), 1);
  const alternatives = answers.flatMap(({ best, label, probabilities }, index) => {
    if (label === null || confidence === 0) return [];
    const second = findSecond(probabilities, best);
    return [{ index, label: model.classNames[second], confidence: (confidence * probabilities[second]) / probabilities[best] }];
  });
  alternatives.sort((a, b) => b.confidence - a.confidence);
  return { labels, confidence, alternatives: alternatives.filter((each) => each.confidence >= MIN_ALTERNATIVE).slice(0, MAX_ALTERNATIVES) };
}

/** The index of the largest probability but one. @param {number[]} probabilities @param {number} best */
function findSecond(probabilities, best) {
  return probabilities.reduce((found, share, i) => (i !== best && (found < 0 || share > probabilities[found]) ? i : found), -1);
}
