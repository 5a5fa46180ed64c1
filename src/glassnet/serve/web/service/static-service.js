/** The service of an exported page: the networks and digits that came with it. All else is refused in words, without a request. */

import { unpackDigits } from "../data/packed-digits.js";
import { fetchFile } from "../data/site-files.js";
import { answer } from "../models/answer.js";
import { buildModel } from "../models/page-model.js";
import { BackendError } from "../reading/backend.js";
import { createModelCache } from "./model-cache.js";

/**
 * @typedef {import("./service.js").Service} Service
 * @typedef {import("../reading/backend.js").Prediction} Prediction
 */

export const NEEDS_SERVICE = "Pictures, the camera and live runs need Glassnet on your computer: install it and run “glassnet studio”.";

export const NEEDS_RUNS = "Live runs need Glassnet on your computer: install it and run “glassnet studio --runs runs”. In this page, networks train in the page.";

export const DIGITS = "data/digits.bin";

/** Larger networks are not loaded only to be compared. */
const MAX_COMPARED_PARAMETERS = 250_000;

/** @param {import("../data/site-files.js").Site} site @returns {Service} */
export function createStaticService({ models }) {
  const cache = createModelCache(async () => models, loadModel);
  const compared = models.filter((each) => each.reads_drawings && each.parameter_count <= MAX_COMPARED_PARAMETERS);
  /** @type {Promise<import("../data/labeled-images.js").LabeledImages> | null} */
  let digits = null;

  return {
    isStatic: true,
    ...cache,
    runs: null,
    findDigits: refuse,
    predict: refuse,
    trace: refuse,
    async compare(pixels) {
      const predictions = [];
      for (const { name } of compared) {
        predictions.push(predict(await cache.loadModel(name), pixels));
        await new Promise((resolve) => setTimeout(resolve)); // the page stays responsive
      }
      return predictions;
    },
    async getRandomDigit() {
      digits ??= loadDigits();
      digits.catch(() => { digits = null; });
      const { name, classNames, images, labels, count } = await digits;
      const index = Math.floor(Math.random() * count);
      const size = images.length / count;
      return { label: classNames[labels[index]], set: name, pixels: images.slice(index * size, (index + 1) * size) };
    },
  };
}

/** @param {string} name */
async function loadModel(name) {
  return buildModel(await (await read(`models/${name}.json`)).json());
}

async function loadDigits() {
  return unpackDigits(new Uint8Array(await (await read(DIGITS)).arrayBuffer()));
}

/** @param {string} path @returns {Promise<Response>} */
async function read(path) {
  const response = await fetchFile(path).catch(() => null);
  if (response?.ok) return response;
  throw new BackendError(`The file ${path} of this site cannot be loaded. Try again.`, response?.status ?? 0);
}

/** @param {import("../models/page-model.js").PageModel} model @param {Uint8Array} pixels @returns {Prediction} */
function predict(model, pixels) {
  const { label, confidence, probabilities } = answer(model, pixels);
  const reason = label === null ? "no digit" : "";
  return { model: model.name, label, reason, detail: "", confidence, probabilities, image: null, stages: [], layers: [] };
}

/** @returns {Promise<never>} */
async function refuse() {
  throw new BackendError(NEEDS_SERVICE, 0);
}
