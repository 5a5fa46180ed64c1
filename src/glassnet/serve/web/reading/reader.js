/**
 * The one interface between the page and whatever reads: a drawing in, an answer with activations out.
 *
 * Today that is a service over HTTP (`http-reader.js`). Anything else with these methods will do, for
 * example a network that runs in the page itself.
 *
 * @typedef {[number, number]} Point  x to the right, y downwards, in units of a 280 x 280 sheet
 * @typedef {Point[]} Stroke
 * @typedef {{kind: "strokes", strokes: Stroke[], pen: number}
 *   | {kind: "pixels", pixels: Uint8Array}
 *   | {kind: "picture", picture: Blob}} Drawing
 *
 * @typedef {{shape: number[], values: Float32Array | Float64Array | Uint8Array}} Numbers
 * @typedef {{name: string, image: Numbers}} Stage
 *
 * @typedef {object} Answer
 * @property {number | null} digit
 * @property {string | null} label
 * @property {"" | "no ink" | "no digit"} reason
 * @property {string} detail
 * @property {number | null} confidence
 * @property {number[] | null} probabilities
 * @property {string} model
 * @property {Numbers | null} image  the 28 x 28 that was read, 0..255
 * @property {Stage[]} stages
 * @property {Numbers[]} layers  what each layer handed on
 *
 * @typedef {object} LayerDescription
 * @property {number} index
 * @property {string} name
 * @property {string} kind
 * @property {Record<string, any>} settings
 * @property {number[]} input_shape
 * @property {number[]} output_shape
 * @property {string[]} parameters
 *
 * @typedef {{set: string, accuracy: number}} Figure
 * @typedef {{name: string, default: boolean, description: string, parameter_count: number, figures: Figure[]}} ModelSummary
 * @typedef {ModelSummary & {classes: string[], input_shape: number[], layers: LayerDescription[],
 *   probabilities: "softmax" | "separate", temperature: number, parameters: Map<string, Numbers>}} ModelDescription
 *
 * @typedef {object} Reader
 * @property {() => Promise<ModelSummary[]>} models
 * @property {(name: string) => Promise<ModelDescription>} describe  with all parameters
 * @property {(drawing: Drawing, wish: {model: string, raw: boolean}) => Promise<Answer>} read
 * @property {(drawing: Drawing, wish: {raw: boolean}) => Promise<Answer[]>} compare
 * @property {() => Promise<{label: string, set: string, pixels: Uint8Array}>} testDigit
 */

/** Width and height of the sheet, in the unit of strokes. */
export const SHEET = 280;

/** Rows and columns of what a network reads. */
export const SIDE = 28;

/** A refusal or failure that people should hear of. */
export class ReaderError extends Error {
  /**
   * @param {string} message
   * @param {number} status  HTTP's, or 0 where nobody answered
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}
