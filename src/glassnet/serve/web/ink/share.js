/** Drawing and model in the address's fragment, which never leaves the browser. */

/**
 * @typedef {import("../reading/reader.js").Stroke} Stroke
 * @typedef {import("../reading/reader.js").Drawing} Drawing
 * @typedef {{strokes?: Stroke[], pen?: number, pixels?: Uint8Array, model?: string, raw: boolean}} Shared
 */

const PER_UNIT = 4;

/** @param {Drawing} drawing @param {{model: string, raw: boolean}} wish */
export function toFragment(drawing, { model, raw }) {
  const fields = new URLSearchParams();
  if (model) fields.set("model", model);
  if (raw) fields.set("raw", "1");
  if (drawing.kind === "strokes" && drawing.strokes.length) {
    fields.set("pen", String(drawing.pen));
    fields.set("ink", toText(packed(drawing.strokes)));
  }
  if (drawing.kind === "pixels") fields.set("pixels", toText(drawing.pixels));
  return `#${fields}`;
}

/** @param {string} fragment @returns {Shared} what could be read of it */
export function fromFragment(fragment) {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  /** @type {Shared} */
  const shared = { raw: fields.get("raw") === "1", model: fields.get("model") ?? undefined };
  try {
    const [ink, pixels] = [fields.get("ink"), fields.get("pixels")];
    if (ink) shared.strokes = unpacked(fromText(ink));
    if (pixels && fromText(pixels).length === 784) shared.pixels = fromText(pixels);
  } catch { /* a fragment that was cut off or made up: there is nothing to show */ }
  const pen = Number(fields.get("pen"));
  if (pen >= 1 && pen <= 60) shared.pen = pen;
  return shared;
}

/** Strokes as numbers of points and differences, each in as few bytes as it takes. @param {Stroke[]} strokes */
function packed(strokes) {
  const numbers = strokes.flatMap((stroke) => {
    let [lastX, lastY] = [0, 0];
    const steps = stroke.flatMap(([x, y]) => {
      const step = [zigzag(Math.round(PER_UNIT * x) - lastX), zigzag(Math.round(PER_UNIT * y) - lastY)];
      [lastX, lastY] = [Math.round(PER_UNIT * x), Math.round(PER_UNIT * y)];
      return step;
    });
    return [stroke.length, ...steps];
  });
  return Uint8Array.from(numbers.flatMap(bytesOf));
}

/** @param {Uint8Array} bytes @returns {Stroke[]} */
function unpacked(bytes) {
  const numbers = numbersOf(bytes);
  /** @type {Stroke[]} */
  const strokes = [];
  for (let at = 0; at < numbers.length; ) {
    const count = numbers[at++];
    let [x, y] = [0, 0];
    /** @type {Stroke} */
    const stroke = [];
    for (let i = 0; i < count && at + 1 < numbers.length; i++) {
      x += unzigzag(numbers[at++]);
      y += unzigzag(numbers[at++]);
      stroke.push([x / PER_UNIT, y / PER_UNIT]);
    }
    if (stroke.length) strokes.push(stroke);
  }
  return strokes;
}

/** Small numbers of either sign as small numbers without one. @param {number} value */
const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
/** @param {number} value */
const unzigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

/** Seven bits in a byte, the eighth says that more follow. @param {number} value @returns {number[]} */
function bytesOf(value) {
  return value < 128 ? [value] : [128 + (value % 128), ...bytesOf(Math.floor(value / 128))];
}

/** @param {Uint8Array} bytes */
function numbersOf(bytes) {
  /** @type {number[]} */
  const numbers = [];
  let [value, place] = [0, 1];
  for (const byte of bytes) {
    value += (byte % 128) * place;
    place *= 128;
    if (byte < 128) {
      numbers.push(value);
      [value, place] = [0, 1];
    }
  }
  return numbers;
}

/** @param {Uint8Array} bytes */
function toText(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} text */
function fromText(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
