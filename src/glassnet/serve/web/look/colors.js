/**
 * Colors for numbers. Negative ones are blue, positive ones orange, which people with the common kinds of
 * color blindness can tell apart.
 */

/**
 * @typedef {[number, number, number]} Rgb
 * @typedef {{ink: Rgb, paper: Rgb, surface: Rgb, raised: Rgb, line: Rgb, muted: Rgb, faint: Rgb, positive: Rgb, negative: Rgb, focus: Rgb}} Palette
 */

const NAMES = /** @type {const} */ (["ink", "paper", "surface", "raised", "line", "muted", "faint", "positive", "negative", "focus"]);

/** @type {Palette | null} */
let palette = null;
/** @type {WeakMap<Palette, Uint32Array>} */
const tables = new WeakMap();

/** The current colors of the style sheet, light or dark. @returns {Palette} */
export function readPalette() {
  palette ??= measurePalette();
  return palette;
}

/** The colors have changed: read them anew. */
export function forgetPalette() {
  palette = null;
}

/** @returns {Palette} */
function measurePalette() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colors = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, parseColor(getComputedStyle(probe).color)];
  });
  probe.remove();
  return /** @type {Palette} */ (Object.fromEntries(colors));
}

/** A color as `getComputedStyle` writes it. @param {string} text @returns {Rgb} */
export function parseColor(text) {
  const [red, green, blue] = (text.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  return [red, green, blue];
}

/** @param {Rgb} from @param {Rgb} to @param {number} share @returns {Rgb} */
export function mixColors(from, to, share) {
  const part = Math.max(0, Math.min(1, share));
  const one = (/** @type {0 | 1 | 2} */ i) => Math.round(from[i] + (to[i] - from[i]) * part);
  return [one(0), one(1), one(2)];
}

/** @param {Rgb} color @param {number} [alpha] */
export function formatColor([red, green, blue], alpha = 1) {
  return `rgba(${red},${green},${blue},${alpha})`;
}

/** The color of a number from -1 to 1 on a background. @param {Palette} colors @param {number} value @param {Rgb} background */
export function getSignedColor(colors, value, background) {
  return mixColors(background, value < 0 ? colors.negative : colors.positive, Math.abs(value) ** 0.75);
}

/** The colors of -1 to 1 on the raised background, at 0 to 510, each as the four bytes of a pixel. @param {Palette} colors */
export function createSignedTable(colors) {
  const known = tables.get(colors);
  if (known) return known;
  const bytes = new Uint8ClampedArray(4 * 511).fill(255);
  for (let i = 0; i < 511; i++) bytes.set(getSignedColor(colors, (i - 255) / 255, colors.raised), 4 * i);
  const table = new Uint32Array(bytes.buffer);
  tables.set(colors, table);
  return table;
}

/**
 * Paints a canvas pixel by pixel.
 *
 * @param {HTMLCanvasElement} canvas @param {number} height @param {number} width
 * @param {(index: number) => Rgb} color
 */
export function paintPixels(canvas, height, width, color) {
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    image.data.set(color(i), 4 * i);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
