/** Marking: full points for the first right answer; each hint and each wrong answer costs one. */

export const MAX_POINTS = 4;

/** @param {{hints: number, wrong: number, isShown: boolean}} used */
export function countPoints({ hints, wrong, isShown }) {
  return isShown ? 0 : Math.max(1, MAX_POINTS - hints - wrong);
}

/** What an answer is worth saying. @param {import("./catalog.js").Exercise} exercise @param {string} place @param {string} key @returns {{isRight: boolean, text: string}} */
export function judgeAnswer(exercise, place, key) {
  const isPlace = place === exercise.place;
  const isBug = key === exercise.bug.key;
  if (isPlace && isBug) return { isRight: true, text: "Right." };
  if (isPlace) return { isRight: false, text: "The place is right; the bug is another one." };
  if (isBug) return { isRight: false, text: "That is the bug; but it is in another place." };
  return { isRight: false, text: "Neither the place nor the bug is right." };
}
