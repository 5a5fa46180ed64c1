/** What the labs measure on the test set, as work that can be stopped. */

import { Generator, Tensor, judgeOutputs } from "../../../nn/index.js";
import { findClass } from "../../../nn/metrics.js";
import { blend, blendThree } from "./blending.js";
import { chooseRows, countCorrect, within } from "./counting.js";
import { ATTACK_STEPS, attack, gradientOfLoss, scaleImages } from "./gradients.js";
import { AREA, addNoise, blur, rotate, shift, shrink } from "./images.js";
import { prepare, spoil } from "./preparing.js";

/**
 * @typedef {import("./subject.js").Subject} Subject
 * @typedef {import("./counting.js").Digits} Digits
 */
/** @template T @typedef {import("./counting.js").Work<T>} Work */

/**
 * Images changed in one of the ways that `fool` has; the draws of the noise go on where they ended.
 * @param {Subject} subject @param {Pick<Digits, "images" | "labels">} digits @param {string} change @param {number} strength @param {Generator} [rng] @returns {Uint8Array}
 */
export function changeImages(subject, { images, labels }, change, strength, rng = new Generator([0])) {
  if (change === "fgsm") return attack(subject, images, labels, strength);
  if (change === "iterated") return attack(subject, images, labels, strength, ATTACK_STEPS);
  if (change === "noise") return addNoise(images, strength, rng);
  if (change === "blur") return blur(images, strength);
  if (change === "shift") return shift(images, strength);
  if (change === "rotation") return rotate(images, strength);
  return shrink(images, strength);
}

/** How many changed images are classified correctly. @param {Subject} subject @param {Digits} digits @param {string} change @param {number} strength @returns {Work<number>} */
export function* countChanged(subject, digits, change, strength) {
  const changed = new Uint8Array(digits.images.length);
  const rng = new Generator([0]);
  for (const part of splitDigits(subject, digits)) {
    changed.set(changeImages(subject, part, change, strength, rng), part.start * AREA);
    yield (0.8 * (part.start + part.count)) / digits.count;
  }
  return yield* within(countCorrect(subject, subject.parameters, { ...digits, images: changed }), 0.8, 1);
}

/**
 * How many images are classified correctly without their `count` most important inked pixels, and without as many at random. A pixel is as
 * important as its gray level times dL/d(pixel) says.
 * @param {Subject} subject @param {Digits} digits @param {number} count @returns {Work<{important: number, random: number}>}
 */
export function* countWithoutPixels(subject, digits, count) {
  const [important, random] = [digits.images.slice(), digits.images.slice()];
  const rng = new Generator([0]);
  for (const part of splitDigits(subject, digits)) {
    const { start } = part;
    const pixels = scaleImages(subject.parameters, part.images);
    const gradient = gradientOfLoss(subject, pixels, part.labels);
    for (let row = 0; row < part.count; row++) {
      const inked = Array.from({ length: AREA }, (_, i) => i).filter((i) => part.images[row * AREA + i] > 0);
      const worth = (/** @type {number} */ i) => pixels[row * AREA + i] * gradient[row * AREA + i];
      const sorted = [...inked].sort((a, b) => worth(a) - worth(b));
      rng.shuffle(inked);
      for (const i of sorted.slice(0, count)) important[(start + row) * AREA + i] = 0;
      for (const i of inked.slice(0, count)) random[(start + row) * AREA + i] = 0;
    }
    yield (0.6 * (start + part.count)) / digits.count;
  }
  return {
    important: yield* within(countCorrect(subject, subject.parameters, { ...digits, images: important }), 0.6, 0.8),
    random: yield* within(countCorrect(subject, subject.parameters, { ...digits, images: random }), 0.8, 1),
  };
}

/** Of images of a class, how many have a lower probability of it than `probability`. @param {Subject} subject @param {Digits} digits @param {number} label @param {number} probability @returns {Work<{lower: number, count: number}>} */
export function* countLessSure(subject, digits, label, probability) {
  const rows = Array.from({ length: digits.count }, (_, i) => i).filter((i) => digits.labels[i] === label);
  const size = chooseRows(subject.network);
  let lower = 0;
  for (let start = 0; start < rows.length; start += size) {
    const chosen = rows.slice(start, start + size);
    const images = new Uint8Array(chosen.length * AREA);
    chosen.forEach((row, i) => images.set(digits.images.subarray(row * AREA, (row + 1) * AREA), i * AREA));
    const { probabilities } = scoreImages(subject, images);
    chosen.forEach((_, i) => { if (probabilities.data[i * probabilities.width + label] < probability) lower++; });
    yield Math.min(1, (start + size) / rows.length);
  }
  return { lower, count: rows.length };
}

/** Images between neighbors in the set that are of different classes: what they are taken for. @param {Subject} subject @param {Digits} digits @param {number} share @returns {Work<{first: number, last: number, neither: number, count: number}>} */
export function* countBetween(subject, digits, share) {
  const found = { first: 0, last: 0, neither: 0, count: 0 };
  const at = (/** @type {number} */ i) => digits.images.subarray(i * AREA, (i + 1) * AREA);
  const size = chooseRows(subject.network);
  for (let start = 0; start + 1 < digits.count; start += size) {
    const pairs = Array.from({ length: Math.min(size, digits.count - 1 - start) }, (_, i) => start + i).filter((i) => digits.labels[i] !== digits.labels[i + 1]);
    const images = new Uint8Array(pairs.length * AREA);
    pairs.forEach((i, row) => images.set(blend(at(i), at(i + 1), share), row * AREA));
    const { outputs } = scoreImages(subject, images);
    pairs.forEach((i, row) => {
      const seen = findClass(outputs, row, subject.classNames.length);
      found[seen === digits.labels[i] ? "first" : seen === digits.labels[i + 1] ? "last" : "neither"]++;
    });
    found.count += pairs.length;
    yield Math.min(1, (start + size) / (digits.count - 1));
  }
  return found;
}

const TRIANGLE = 8;

/** Points inside triangles of three images in a row, all of different classes: how many are taken for a fourth class. @param {Subject} subject @param {Digits} digits @returns {Work<{fourth: number, count: number, triangles: number}>} */
export function* countFourth(subject, digits) {
  const found = { fourth: 0, count: 0, triangles: 0 };
  const points = [];
  for (let i = 0; i <= TRIANGLE; i++) for (let j = 0; i + j <= TRIANGLE; j++) points.push([i / TRIANGLE, j / TRIANGLE]);
  for (let i = 0; i + 2 < digits.count; i += 3) {
    const labels = [...digits.labels.subarray(i, i + 3)];
    if (new Set(labels).size < 3) continue;
    const corners = [0, 1, 2].map((k) => digits.images.subarray((i + k) * AREA, (i + k + 1) * AREA));
    const images = new Uint8Array(points.length * AREA);
    points.forEach(([u, v], row) => images.set(blendThree(corners, u, v), row * AREA));
    const { outputs } = scoreImages(subject, images);
    points.forEach((_, row) => { if (!labels.includes(findClass(outputs, row, subject.classNames.length))) found.fourth++; });
    found.count += points.length;
    found.triangles++;
    yield (i + 3) / digits.count;
  }
  return found;
}

/** Correct answers to images as a page without preprocessing sends them, and to the same ones prepared. @param {Subject} subject @param {Digits} digits @param {import("./preparing.js").Handling} handling @returns {Work<{raw: number, prepared: number}>} */
export function* countRaw(subject, digits, handling) {
  const [raw, prepared] = [new Uint8Array(digits.images.length), new Uint8Array(digits.images.length)];
  for (const { start, count, images } of splitDigits(subject, digits)) {
    const spoiled = spoil(images, handling);
    raw.set(spoiled, start * AREA);
    prepared.set(prepare(spoiled), start * AREA);
    yield (0.8 * (start + count)) / digits.count;
  }
  return {
    raw: yield* within(countCorrect(subject, subject.parameters, { ...digits, images: raw }), 0.8, 0.9),
    prepared: yield* within(countCorrect(subject, subject.parameters, { ...digits, images: prepared }), 0.9, 1),
  };
}

/** Outputs and calibrated probabilities of stored images. @param {Subject} subject @param {Uint8Array} images */
export function scoreImages(subject, images) {
  const { network, parameters } = subject;
  const inputs = new Tensor([images.length / AREA, ...network.inputShape], scaleImages(parameters, images));
  return judgeOutputs(subject, network.forward(parameters, inputs).result);
}

/** Parts of a set that are computed at once. @param {Subject} subject @param {Digits} digits @returns {Generator<Digits & {start: number}>} */
function* splitDigits({ network }, { images, labels, count }) {
  const size = chooseRows(network);
  for (let start = 0; start < count; start += size) {
    const end = Math.min(start + size, count);
    yield { images: images.subarray(start * AREA, end * AREA), labels: labels.subarray(start, end), count: end - start, start };
  }
}
