/**
 * What the page asks of others: networks by name, and what only the service can do. The network itself runs in the page.
 *
 * @typedef {import("../models/page-model.js").PageModel} PageModel
 * @typedef {import("../models/page-model.js").ModelSummary} ModelSummary
 * @typedef {import("../reading/backend.js").Prediction} Prediction
 * @typedef {import("../reading/backend.js").Drawing} Drawing
 * @typedef {{row: number, left: number, top: number, right: number, bottom: number}} Place  in shares of the picture
 * @typedef {Prediction & {place: Place | null}} FoundDigit
 * @typedef {{text: string, line: number, column: number, box: {left: number, top: number, right: number, bottom: number}, confidence: number, digits: number[]}} FoundNumber
 *   digits are indices; its box is in shares of the upright picture
 * @typedef {{digits: FoundDigit[], numbers: FoundNumber[], turn: number}} FoundPage  turned clockwise by `turn` degrees to be upright
 *
 * @typedef {object} Service
 * @property {boolean} isStatic  whether this is an exported page: no pictures, no camera, no live runs, no check against Python
 * @property {() => Promise<ModelSummary[]>} listModels  the service's, and those that the page trained
 * @property {(name: string) => Promise<PageModel>} loadModel  each one is fetched once
 * @property {(model: PageModel) => void} addModel  offer a network that was trained in the page
 * @property {(image: Blob, model: string) => Promise<FoundPage>} findDigits  one or several digits in a picture
 * @property {(pixels: Uint8Array, model: string) => Promise<Prediction>} predict  with the outputs of all layers
 * @property {(pixels: Uint8Array) => Promise<Prediction[]>} compare  what all networks say
 * @property {(pixels: Uint8Array, model: string, label: string) => Promise<any>} trace  every number of both passes, as Python computes them
 * @property {() => Promise<{label: string, set: string, pixels: Uint8Array}>} getRandomDigit
 * @property {import("./runs.js").Runs | null} runs  training runs; null for an exported page
 */

import { buildModel } from "../models/page-model.js";
import { decodeArray } from "../reading/numbers.js";
import { createCaller } from "./call.js";
import { createModelCache } from "./model-cache.js";
import { createRuns } from "./runs.js";

/**
 * @param {() => Promise<string>} askForKey  called when the service needs a key
 * @param {(online: boolean) => void} onOnline  called after each request
 * @returns {Service}
 */
export function createService(askForKey, onOnline) {
  const caller = createCaller(askForKey, onOnline);
  const { call } = caller;
  const cache = createModelCache(
    async () => (await call("api/models")).models,
    async (name) => buildModel(await call(`api/models/${encodeURIComponent(name)}?parameters=true`)),
  );

  return {
    isStatic: false,
    ...cache,
    runs: createRuns(caller),
    findDigits: async (image, model) => {
      const request = { method: "POST", headers: { "Content-Type": image.type }, body: image };
      const { predictions, numbers, turn } = await call(`api/predict?${new URLSearchParams({ model, many: "true" })}`, request);
      if (predictions.length > 1) return { digits: predictions.map(parsePrediction), numbers, turn };
      const query = new URLSearchParams({ model, stages: "true", activations: "base64" });
      return { digits: [parsePrediction(await call(`api/predict?${query}`, request))], numbers: [], turn: 0 };
    },
    predict: async (pixels, model) => {
      const query = new URLSearchParams({ model, activations: "base64" });
      return parsePrediction(await call(`api/predict?${query}`, createPost(pixels)));
    },
    trace: (pixels, model, label) => call(`api/trace?${new URLSearchParams({ model, label })}`, createPost(pixels)),
    compare: async (pixels) => (await call("api/compare", createPost(pixels))).predictions.map(parsePrediction),
    getRandomDigit: async () => {
      const { label, set, image } = await call("api/digits/random");
      return { label, set, pixels: /** @type {Uint8Array} */ (decodeArray(image).values) };
    },
  };
}

/** @param {Uint8Array} pixels @returns {RequestInit} */
function createPost(pixels) {
  const body = JSON.stringify({ pixels: Array.from(pixels), scale: 255 });
  return { method: "POST", headers: { "Content-Type": "application/json" }, body };
}

/** @param {any} body */
function parsePrediction(body) {
  return {
    ...body,
    place: body.place ?? null,
    image: body.image ? decodeArray(body.image) : null,
    stages: (body.stages ?? []).map((/** @type {any} */ stage) => ({ name: stage.name, image: decodeArray(stage.image) })),
    layers: (body.layers ?? []).map((/** @type {any} */ layer) => decodeArray(layer.activations)),
  };
}
