/**
 * Colours for numbers. Signed numbers go from blue over nothing to orange, a pair that people with any
 * of the common colour blindnesses tell apart.
 */

/**
 * @typedef {[number, number, number]} Rgb
 * @typedef {{ink: Rgb, paper: Rgb, surface: Rgb, raised: Rgb, line: Rgb, muted: Rgb, faint: Rgb, positive: Rgb, negative: Rgb, focus: Rgb}} Palette
 */

const NAMES = /** @type {const} */ (["ink", "paper", "surface", "raised", "line", "muted", "faint", "positive", "negative", "focus"]);

/** The colours of the style sheet as they are now, light or dark. @returns {Palette} */
export function palette() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, parsed(getComputedStyle(probe).color)];
  });
  probe.remove();
  return /** @type {Palette} */ (Object.fromEntries(colours));
}

/** @param {string} text @returns {Rgb} */
function parsed(text) {
  const [red, green, blue] = (text.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  return [red, green, blue];
}

/** @param {Rgb} from @param {Rgb} to @param {number} share @returns {Rgb} */
export function mixed(from, to, share) {
  const part = Math.max(0, Math.min(1, share));
  const one = (/** @type {0 | 1 | 2} */ i) => Math.round(from[i] + (to[i] - from[i]) * part);
  return [one(0), one(1), one(2)];
}

/** @param {Rgb} colour @param {number} [alpha] */
export function css([red, green, blue], alpha = 1) {
  return `rgba(${red},${green},${blue},${alpha})`;
}

/** A number from -1 to 1 on a ground. @param {Palette} colours @param {number} value @param {Rgb} ground */
export function signed(colours, value, ground) {
  return mixed(ground, value < 0 ? colours.negative : colours.positive, Math.abs(value) ** 0.75);
}

/**
 * Paint numbers as pixels.
 *
 * @param {HTMLCanvasElement} canvas @param {number} height @param {number} width
 * @param {(index: number) => Rgb} colour
 */
export function paintPixels(canvas, height, width, colour) {
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    image.data.set(colour(i), 4 * i);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
