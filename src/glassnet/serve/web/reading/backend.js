/**
 * Drawings, and what the service says of them.
 *
 * @typedef {[number, number]} Point  x to the right, y downwards, in units of a 280 x 280 sheet
 * @typedef {Point[]} Stroke
 * @typedef {{kind: "strokes", strokes: Stroke[], pen: number}
 *   | {kind: "pixels", pixels: Uint8Array}
 *   | {kind: "image", image: Blob}} Drawing
 *
 * @typedef {{shape: number[], values: Float32Array | Float64Array | Uint8Array}} Numbers
 * @typedef {{name: string, image: Numbers}} Stage
 *
 * @typedef {object} Prediction
 * @property {string | null} label
 * @property {string} reason  empty where there is a label, "no ink" without ink, else why the model rejected it
 * @property {string} detail
 * @property {number | null} confidence
 * @property {number[] | null} probabilities
 * @property {string} model
 * @property {Numbers | null} image  the image that was read, gray levels 0..255
 * @property {Stage[]} stages
 * @property {Numbers[]} layers  the output of each layer
 */

/** Width and height of the sheet, in the unit of strokes. */
export const SHEET = 280;

/** Rows and columns of the image that a drawing is turned into. */
export const SIDE = 28;

/** An error of the service, or a failure to reach it. */
export class BackendError extends Error {
  /**
   * @param {string} message
   * @param {number} status  HTTP's, or 0 without a response
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}
