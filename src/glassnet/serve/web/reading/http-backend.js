/** The backend that asks the HTTP service. */

import { decodeArray } from "./numbers.js";
import { BackendError, SHEET } from "./backend.js";

/**
 * @typedef {import("./backend.js").Drawing} Drawing
 * @typedef {import("./backend.js").Prediction} Prediction
 */

const TIMEOUT_SECONDS = 15;
const UNREACHABLE = "No connection to Glassnet. Is the service still running? Trying again …";

/**
 * @param {() => Promise<string>} askForKey  called when the service needs a key
 * @returns {import("./backend.js").Backend}
 */
export function createHttpBackend(askForKey) {
  /** Kept in memory only: never in the address, never stored. */
  let key = "";

  /** @param {string} path @param {RequestInit} [request] @returns {Promise<any>} */
  async function call(path, request = {}) {
    const response = await send(path, { ...request, headers: { ...request.headers, ...getKeyHeaders(key) } });
    if (response.status === 401) {
      key = await askForKey();
      return call(path, request);
    }
    const body = await response.json().catch(() => null);
    if (!response.ok || body === null) throw createError(response, body);
    return body;
  }

  return {
    listModels: async () => (await call("api/models")).models,
    getModel: async (name) => parseModel(await call(`api/models/${encodeURIComponent(name)}?parameters=true`)),
    predict: async (drawing, { model, raw }) => {
      const query = new URLSearchParams({ model, stages: "true", activations: "base64" });
      return parsePrediction(await call(`api/predict?${query}`, createPost(drawing, raw)));
    },
    compare: async (drawing, { raw }) => {
      const { predictions } = await call("api/compare", createPost(drawing, raw));
      return predictions.map(parsePrediction);
    },
    getRandomDigit: async () => {
      const { label, set, image } = await call("api/digits/random");
      return { label, set, pixels: /** @type {Uint8Array} */ (decodeArray(image).values) };
    },
  };
}

/** @param {string} key @returns {Record<string, string>} */
function getKeyHeaders(key) {
  return key ? { "X-API-Key": key } : {};
}

/** @param {string} path @param {RequestInit} request */
async function send(path, request) {
  try {
    return await fetch(path, { ...request, signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) });
  } catch {
    throw new BackendError(UNREACHABLE, 0);
  }
}

/** @param {Response} response @param {any} body */
function createError(response, body) {
  return new BackendError(body?.error?.message ?? `The service answered with status ${response.status}.`, response.status);
}

/** @param {Drawing} drawing @param {boolean} raw @returns {RequestInit} */
function createPost(drawing, raw) {
  if (drawing.kind === "image") {
    return { method: "POST", headers: { "Content-Type": drawing.image.type }, body: drawing.image };
  }
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(toPlain(drawing, raw)),
  };
}

/** @param {Exclude<Drawing, {kind: "image"}>} drawing @param {boolean} raw */
function toPlain(drawing, raw) {
  if (drawing.kind === "pixels") return { pixels: Array.from(drawing.pixels), scale: 255 };
  const { strokes, pen } = drawing;
  return raw ? { strokes, raw: { side: SHEET, pen } } : { strokes };
}

/** @param {any} body @returns {Prediction} */
function parsePrediction(body) {
  return {
    ...body,
    image: body.image ? decodeArray(body.image) : null,
    stages: (body.stages ?? []).map((/** @type {any} */ stage) => ({ name: stage.name, image: decodeArray(stage.image) })),
    layers: (body.layers ?? []).map((/** @type {any} */ layer) => decodeArray(layer.activations)),
  };
}

/** @param {any} body @returns {import("./backend.js").ModelDescription} */
function parseModel(body) {
  const parameters = Object.entries(body.parameters).map(([name, plain]) => /** @type {const} */ ([name, decodeArray(/** @type {any} */ (plain))]));
  return { ...body, parameters: new Map(parameters) };
}
