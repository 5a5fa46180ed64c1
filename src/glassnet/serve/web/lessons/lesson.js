/**
 * What a lesson is: data, and for each question a function that computes the answer with the network in the page.
 *
 * @typedef {object} Lesson
 * @property {string} title
 * @property {number} minutes
 * @property {string[]} aims     what a pupil can do afterwards
 * @property {Step[]} steps
 *
 * @typedef {object} Step
 * @property {string} title
 * @property {string} text       one paragraph
 * @property {string} task       what to do in the room
 * @property {string} address    the room and its state
 * @property {Question} question
 *
 * @typedef {object} Question
 * @property {string} text
 * @property {string[]} [choices]  to choose from; without them the answer is a number, or the page sees that it is done
 * @property {boolean} [isAction]  there is nothing to enter: the page looks whether the task is done
 * @property {string} solution     for teachers: how the answer comes about
 * @property {(situation: Situation) => Answer | Promise<Answer>} answer
 *
 * @typedef {object} Situation    what the page holds when the question is checked
 * @property {import("../studio/rooms.js").State} state
 * @property {import("../service/service.js").Service} service
 * @property {string | null} firstLabel  what the network answered when the step was opened
 *
 * @typedef {{value: number | string | boolean, tolerance?: number, why: string} | {problem: string}} Answer
 *   `problem`: why it cannot be checked yet, and what to do
 */

/** What is shown: a number with as many digits as it takes. @param {number} value */
export function formatValue(value) {
  return Number.isInteger(value) ? value.toLocaleString("en") : value.toFixed(Math.abs(value) < 0.01 ? 5 : 3).replace("-", "−");
}

/**
 * Whether what was entered is the answer.
 * @param {{value: number | string | boolean, tolerance?: number}} answer @param {string} given
 */
export function judgeGiven({ value, tolerance = 0 }, given) {
  if (typeof value !== "number") return String(value) === given;
  const number = parseNumber(given);
  return number !== null && Math.abs(number - value) <= tolerance + 1e-9;
}

/** "−1,234.5" as a number; null for what is none. A comma before one or two digits at the end is a decimal comma. @param {string} text @returns {number | null} */
export function parseNumber(text) {
  const plain = text.trim().replace("−", "-").replace(/\s|%/g, "");
  const point = /^-?\d*,\d{1,2}$|^-?0,\d+$/.test(plain) ? plain.replace(",", ".") : plain.replaceAll(",", "");
  return /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(point) ? Number(point) : null;
}
