/** The drawing and the model in the URL's fragment, which browsers do not send. */

/**
 * @typedef {import("../reading/backend.js").Stroke} Stroke
 * @typedef {import("../reading/backend.js").Drawing} Drawing
 * @typedef {{strokes?: Stroke[], pen?: number, pixels?: Uint8Array, model?: string, raw: boolean}} Shared
 */

const STEPS_PER_UNIT = 4;

/** @param {Drawing} drawing @param {{model: string, raw: boolean}} options */
export function formatFragment(drawing, { model, raw }) {
  const fields = new URLSearchParams();
  if (model) fields.set("model", model);
  if (raw) fields.set("raw", "1");
  if (drawing.kind === "strokes" && drawing.strokes.length) {
    fields.set("pen", String(drawing.pen));
    fields.set("ink", encodeBase64(packStrokes(drawing.strokes)));
  }
  if (drawing.kind === "pixels") fields.set("pixels", encodeBase64(drawing.pixels));
  return `#${fields}`;
}

/** @param {string} fragment @returns {Shared} what is valid in it */
export function parseFragment(fragment) {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  /** @type {Shared} */
  const shared = { raw: fields.get("raw") === "1", model: fields.get("model") ?? undefined };
  try {
    const [ink, pixels] = [fields.get("ink"), fields.get("pixels")];
    if (ink) shared.strokes = unpackStrokes(decodeBase64(ink));
    if (pixels && decodeBase64(pixels).length === 784) shared.pixels = decodeBase64(pixels);
  } catch { /* the fragment is cut off or invalid: show nothing */ }
  const pen = Number(fields.get("pen"));
  if (pen >= 1 && pen <= 60) shared.pen = pen;
  return shared;
}

/** For each stroke its count of points and their differences, as numbers of variable length. @param {Stroke[]} strokes */
function packStrokes(strokes) {
  const numbers = strokes.flatMap((stroke) => {
    let [lastX, lastY] = [0, 0];
    const steps = stroke.flatMap(([x, y]) => {
      const step = [encodeZigzag(Math.round(STEPS_PER_UNIT * x) - lastX), encodeZigzag(Math.round(STEPS_PER_UNIT * y) - lastY)];
      [lastX, lastY] = [Math.round(STEPS_PER_UNIT * x), Math.round(STEPS_PER_UNIT * y)];
      return step;
    });
    return [stroke.length, ...steps];
  });
  return Uint8Array.from(numbers.flatMap(encodeVarint));
}

/** @param {Uint8Array} bytes @returns {Stroke[]} */
function unpackStrokes(bytes) {
  const numbers = decodeVarints(bytes);
  /** @type {Stroke[]} */
  const strokes = [];
  for (let at = 0; at < numbers.length; ) {
    const count = numbers[at++];
    let [x, y] = [0, 0];
    /** @type {Stroke} */
    const stroke = [];
    for (let i = 0; i < count && at + 1 < numbers.length; i++) {
      x += decodeZigzag(numbers[at++]);
      y += decodeZigzag(numbers[at++]);
      stroke.push([x / STEPS_PER_UNIT, y / STEPS_PER_UNIT]);
    }
    if (stroke.length) strokes.push(stroke);
  }
  return strokes;
}

/** Small numbers of either sign as small numbers without one. @param {number} value */
const encodeZigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
/** @param {number} value */
const decodeZigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

/** Seven bits in a byte, the eighth says that more follow. @param {number} value @returns {number[]} */
function encodeVarint(value) {
  return value < 128 ? [value] : [128 + (value % 128), ...encodeVarint(Math.floor(value / 128))];
}

/** @param {Uint8Array} bytes */
function decodeVarints(bytes) {
  /** @type {number[]} */
  const numbers = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte % 128) * factor;
    factor *= 128;
    if (byte < 128) {
      numbers.push(value);
      [value, factor] = [0, 1];
    }
  }
  return numbers;
}

/** @param {Uint8Array} bytes */
function encodeBase64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} text */
function decodeBase64(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
