/** A drawing as parameters of an address. */

/**
 * @typedef {import("../reading/backend.js").Stroke} Stroke
 * @typedef {import("../reading/backend.js").Drawing} Drawing
 */

const STEPS_PER_UNIT = 4;

/** The parameters of a drawing; none for an empty sheet and for pictures. @param {Drawing} drawing @returns {Record<string, string>} */
export function formatDrawing(drawing) {
  if (drawing.kind === "pixels") return { pixels: encodeBase64(drawing.pixels) };
  if (drawing.kind === "image" || !drawing.strokes.length) return {};
  return { pen: String(drawing.pen), ink: encodeBase64(packStrokes(drawing.strokes)) };
}

/** What is valid in parameters; null where that is no drawing. @param {Record<string, string>} params @returns {Drawing | null} */
export function parseDrawing({ ink, pixels, pen }) {
  try {
    const strokes = ink ? unpackStrokes(decodeBase64(ink)) : [];
    if (strokes.length) return { kind: "strokes", strokes, pen: parsePen(pen) };
    if (pixels && decodeBase64(pixels).length === 784) return { kind: "pixels", pixels: decodeBase64(pixels) };
  } catch { /* the address is cut off or invalid: show nothing */ }
  return null;
}

/** @param {string | undefined} text */
function parsePen(text) {
  const pen = Number(text);
  return pen >= 1 && pen <= 60 ? pen : 18;
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
