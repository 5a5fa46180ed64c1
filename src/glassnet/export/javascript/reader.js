/** A network that reads pen strokes and pixels: the page's own modules, without the page. */

import { fromPlain } from "../../serve/web/nn/catalog.js";
import { findClass } from "../../serve/web/nn/metrics.js";
import { predict } from "../../serve/web/nn/model.js";
import { Network } from "../../serve/web/nn/network.js";
import { Parameters } from "../../serve/web/nn/parameters.js";
import { Tensor } from "../../serve/web/nn/arrays.js";
import { renderStrokes } from "../../serve/web/ink/pipeline/render.js";

/**
 * What a network says of one image. `label` is null where nothing was drawn or the image is none of the classes; `reason` says which.
 * @typedef {{label: string | null, reason: string, confidence: number | null, probabilities: Record<string, number> | null}} Reading
 *
 * @typedef {object} Description
 * @property {any[]} layers @property {number[]} inputShape @property {any} loss @property {boolean} rejects
 * @property {string[]} classNames @property {string} rejection
 * @property {number} temperature @property {number | null} threshold
 */

/** A network from its description and its parameters, float32 in base64. @param {Description} description @param {string} base64 */
export function buildReader(description, base64) {
  const network = new Network(description.layers.map((layer) => fromPlain("layer", layer)), description.inputShape);
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const parameters = new Parameters(network.layout, new Float32Array(bytes.buffer));
  const recipe = { loss: fromPlain("loss", description.loss), rejects: description.rejects };
  return { ...description, network, parameters, recipe };
}

/**
 * @param {ReturnType<typeof buildReader>} reader @param {ArrayLike<number>} pixels from 0, paper, to 255, full ink, row by row
 * @returns {Reading}
 */
export function readPixels(reader, pixels) {
  const count = reader.inputShape.reduce((product, length) => product * length, 1);
  if (pixels.length !== count) throw new RangeError(`readPixels expects ${count} pixels from 0 to 255, got ${pixels.length}.`);
  if (Array.from(pixels).some((pixel) => pixel % 1)) throw new RangeError("readPixels expects whole numbers from 0 to 255. Multiply those from 0 to 1 by 255 and round them.");
  const { probabilities, margins } = predict(/** @type {any} */ (reader), Uint8Array.from(pixels));
  const named = Object.fromEntries(reader.classNames.map((name, i) => [name, probabilities.data[i]]));
  if (margins !== null && margins[0] < 0) return { label: null, reason: reader.rejection, confidence: null, probabilities: named };
  const best = findClass(new Tensor([1, reader.classNames.length], probabilities.data), 0);
  return { label: reader.classNames[best], reason: "", confidence: probabilities.data[best], probabilities: named };
}

/**
 * @param {ReturnType<typeof buildReader>} reader @param {number[][][]} strokes each of points [x, y], in any unit, y downwards
 * @returns {Reading}
 */
export function readStrokes(reader, strokes) {
  if (typeof strokes?.[Symbol.iterator] !== "function") throw new TypeError("readStrokes expects a list of strokes, each of points [x, y].");
  const { pixels } = renderStrokes(strokes, { stages: false });
  return pixels ? readPixels(reader, pixels) : { label: null, reason: "no ink", confidence: null, probabilities: null };
}
