/** The reader behind HTTP. */

import { decoded } from "./numbers.js";
import { ReaderError, SHEET } from "./reader.js";

/**
 * @typedef {import("./reader.js").Drawing} Drawing
 * @typedef {import("./reader.js").Answer} Answer
 */

const SECONDS = 15;
const UNREACHABLE = "The reader cannot be reached. Is the service still running? Trying again.";

/**
 * @param {() => Promise<string>} askForKey  called when the service wants a key
 * @returns {import("./reader.js").Reader}
 */
export function createHttpReader(askForKey) {
  /** Kept in memory only: never in the address, never stored. */
  let key = "";

  /** @param {string} path @param {RequestInit} [request] @returns {Promise<any>} */
  async function call(path, request = {}) {
    const response = await answered(path, { ...request, headers: { ...request.headers, ...keyed(key) } });
    if (response.status === 401) {
      key = await askForKey();
      return call(path, request);
    }
    const body = await response.json().catch(() => null);
    if (!response.ok || body === null) throw refusal(response, body);
    return body;
  }

  return {
    models: async () => (await call("api/models")).models,
    describe: async (name) => described(await call(`api/models/${encodeURIComponent(name)}?parameters=true`)),
    read: async (drawing, { model, raw }) => {
      const query = new URLSearchParams({ model, stages: "true", activations: "base64" });
      return toAnswer(await call(`api/predict?${query}`, posted(drawing, raw)));
    },
    compare: async (drawing, { raw }) => {
      const { answers } = await call("api/compare", posted(drawing, raw));
      return answers.map(toAnswer);
    },
    testDigit: async () => {
      const { label, set, image } = await call("api/digits/random");
      return { label, set, pixels: /** @type {Uint8Array} */ (decoded(image).values) };
    },
  };
}

/** @param {string} key @returns {Record<string, string>} */
function keyed(key) {
  return key ? { "X-API-Key": key } : {};
}

/** @param {string} path @param {RequestInit} request */
async function answered(path, request) {
  try {
    return await fetch(path, { ...request, signal: AbortSignal.timeout(SECONDS * 1000) });
  } catch {
    throw new ReaderError(UNREACHABLE, 0);
  }
}

/** @param {Response} response @param {any} body */
function refusal(response, body) {
  return new ReaderError(body?.error?.message ?? `The service answered with status ${response.status}.`, response.status);
}

/** @param {Drawing} drawing @param {boolean} raw @returns {RequestInit} */
function posted(drawing, raw) {
  if (drawing.kind === "picture") {
    return { method: "POST", headers: { "Content-Type": drawing.picture.type }, body: drawing.picture };
  }
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(plain(drawing, raw)),
  };
}

/** @param {Exclude<Drawing, {kind: "picture"}>} drawing @param {boolean} raw */
function plain(drawing, raw) {
  if (drawing.kind === "pixels") return { pixels: Array.from(drawing.pixels), scale: 255 };
  const { strokes, pen } = drawing;
  return raw ? { strokes, raw: { side: SHEET, pen } } : { strokes };
}

/** @param {any} body @returns {Answer} */
function toAnswer(body) {
  return {
    ...body,
    image: body.image ? decoded(body.image) : null,
    stages: (body.stages ?? []).map((/** @type {any} */ stage) => ({ name: stage.name, image: decoded(stage.image) })),
    layers: (body.layers ?? []).map((/** @type {any} */ layer) => decoded(layer.activations)),
  };
}

/** @param {any} body @returns {import("./reader.js").ModelDescription} */
function described(body) {
  const parameters = Object.entries(body.parameters).map(([name, plain]) => /** @type {const} */ ([name, decoded(/** @type {any} */ (plain))]));
  return { ...body, parameters: new Map(parameters) };
}
