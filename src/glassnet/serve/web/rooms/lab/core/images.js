/**
 * Images as a camera, a scanner or another hand would change them, as `glassnet.explain` does: gray levels in, gray levels out,
 * image by image, 28 rows of 28.
 */

export const SIDE = 28;
export const AREA = SIDE * SIDE;
const DIRECTIONS = [[0, 1], [0, -1], [1, 0], [-1, 0]];

/** To the nearest whole number, halves to the even one. @param {number} value */
export function roundHalfEven(value) {
  const low = Math.floor(value);
  const part = value - low;
  return part > 0.5 || (part === 0.5 && low % 2 !== 0) ? low + 1 : low;
}

/** A gray level. @param {number} value */
export function toByte(value) {
  return roundHalfEven(Math.max(0, Math.min(255, value)));
}

/** Gaussian noise on each pixel; `deviation` is a share of full ink. @param {Uint8Array} images @param {number} deviation @param {import("../../../nn/random.js").Generator} rng */
export function addNoise(images, deviation, rng) {
  return images.map((gray) => toByte(gray + 255 * deviation * rng.standardNormal()));
}

/** Blur by a Gaussian of this standard deviation in pixels; beyond the edge there is blank paper. @param {Uint8Array} images @param {number} deviation */
export function blur(images, deviation) {
  const blurred = blurNumbers(Float64Array.from(images), deviation);
  return images.map((_, i) => toByte(blurred[i]));
}

/** As `blur`, for numbers. @param {Float64Array} images @param {number} deviation */
export function blurNumbers(images, deviation) {
  if (deviation === 0) return images;
  const reach = Math.ceil(3 * deviation);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / deviation) ** 2));
  const total = raw.reduce((sum, each) => sum + each, 0);
  const weights = raw.map((each) => each / total);
  let current = images;
  for (const step of [SIDE, 1]) {
    const blurred = new Float64Array(current.length);
    for (let i = 0; i < current.length; i++) {
      const place = step === 1 ? i % SIDE : Math.floor((i % AREA) / SIDE);
      let sum = 0;
      for (let k = Math.max(0, reach - place); k < Math.min(weights.length, reach + SIDE - place); k++) sum += weights[k] * current[i + (k - reach) * step];
      blurred[i] = sum;
    }
    current = blurred;
  }
  return current;
}

/** By whole pixels: one image to the right, the next one to the left, then down, then up. @param {Uint8Array} images @param {number} pixels */
export function shift(images, pixels) {
  const moved = new Uint8Array(images.length);
  for (let start = 0; start < images.length; start += AREA) {
    const [down, across] = DIRECTIONS[(start / AREA) % 4];
    moveInk(images, moved, start, down * Math.round(pixels), across * Math.round(pixels));
  }
  return moved;
}

/** @param {Uint8Array} images @param {Uint8Array} moved @param {number} start @param {number} down @param {number} across */
export function moveInk(images, moved, start, down, across) {
  for (let row = Math.max(0, down); row < Math.min(SIDE, SIDE + down); row++) {
    for (let column = Math.max(0, across); column < Math.min(SIDE, SIDE + across); column++) {
      moved[start + row * SIDE + column] = images[start + (row - down) * SIDE + column - across];
    }
  }
}

/** About the middle: one image clockwise, the next one counterclockwise; bilinear. @param {Uint8Array} images @param {number} degrees */
export function rotate(images, degrees) {
  const rotated = new Uint8Array(images.length);
  [1, -1].forEach((sign, parity) => {
    const angle = (sign * degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    resample(images, rotated, [cos, sin, -sin, cos], (number) => number % 2 === parity);
  });
  return rotated;
}

/** The ink smaller by this share of its size, about the middle; bilinear. @param {Uint8Array} images @param {number} share */
export function shrink(images, share) {
  const factor = 1 / Math.max(1 - share, 1e-3);
  const small = new Uint8Array(images.length);
  resample(images, small, [factor, 0, 0, factor], () => true);
  return small;
}

/**
 * Read pixels (x, y) from (a x + b y, c x + d y), both from the middle, bilinearly; blank outside.
 * @param {Uint8Array} images @param {Uint8Array} into @param {number[]} matrix @param {(number: number) => boolean} isMeant
 */
function resample(images, into, [a, b, c, d], isMeant) {
  const middle = (SIDE - 1) / 2;
  for (let pixel = 0; pixel < AREA; pixel++) {
    const [x, y] = [(pixel % SIDE) - middle, Math.floor(pixel / SIDE) - middle];
    const [sourceX, sourceY] = [a * x + b * y + middle, c * x + d * y + middle];
    const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
    const [across, down] = [sourceX - left, sourceY - top];
    for (let start = 0; start < images.length; start += AREA) {
      if (!isMeant(start / AREA)) continue;
      const read = (/** @type {number} */ row, /** @type {number} */ column) => (row < 0 || row >= SIDE || column < 0 || column >= SIDE ? 0 : images[start + row * SIDE + column]);
      into[start + pixel] = toByte(
        (1 - down) * (1 - across) * read(top, left) + (1 - down) * across * read(top, left + 1) +
        down * (1 - across) * read(top + 1, left) + down * across * read(top + 1, left + 1),
      );
    }
  }
}
