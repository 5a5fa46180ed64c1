/**
 * What the pipeline returns: the 28x28 image and every stage before it, or the reason why there is none.
 *
 * @typedef {{shape: [number, number], values: Uint8Array}} Image  gray levels row by row, 255 is full ink
 * @typedef {{name: string, image: Image}} Stage  one named step
 *
 * @typedef {object} Rendering
 * @property {Uint8Array | null} pixels  28x28 gray levels row by row; null without ink
 * @property {boolean} empty             whether there is no ink
 * @property {string} reason             why there is no ink, as a sentence; "" where there is
 * @property {Stage[]} stages            in the order in which they were made
 * @property {null} place                strokes are one digit: only digits found on a picture have a place
 */

/** @param {string} name @param {number} side @param {Uint8Array} values  side x side @returns {Stage} */
export function createStage(name, side, values) {
  return { name, image: { shape: [side, side], values } };
}

/** @param {string} reason  a sentence for people @returns {Rendering} */
export function withoutInk(reason) {
  return { pixels: null, empty: true, reason, stages: [], place: null };
}
