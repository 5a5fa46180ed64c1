/** What the page can ask its worker: each task is work on a network, the test digits and some settings. */

import { Parameters } from "../../../nn/index.js";
import { findClass } from "../../../nn/metrics.js";
import { blendThree, placeOnMap } from "./blending.js";
import { prune, quantize } from "./changing-weights.js";
import { chooseRows, countCorrect, takeFirst, within } from "./counting.js";
import { dreamStep } from "./gradients.js";
import { AREA, SIDE, toByte } from "./images.js";
import { computeWithout, countWithoutEach } from "./knocking-out.js";
import { changeImages, countBetween, countChanged, countFourth, countLessSure, countRaw, countWithoutPixels, scoreImages } from "./measuring.js";

/**
 * @typedef {import("./subject.js").Subject} Subject
 * @typedef {import("./counting.js").Digits} Digits
 * @typedef {(partial: any) => void} Show  results so far, for the page to show
 * @typedef {(subject: Subject, digits: Digits, settings: any, show: Show) => import("./counting.js").Work<any>} Task
 */

/** The given weights, or the network's own, without some neurons of a layer. @type {Task} */
function accuracy(subject, digits, { vector, layer, neurons }) {
  const parameters = vector ? new Parameters(subject.network.layout, vector) : subject.parameters;
  if (!neurons?.length) return countCorrect(subject, parameters, digits);
  return countCorrect(subject, parameters, digits, (inputs) => computeWithout(subject.network, parameters, inputs, layer, neurons));
}

/** Without each neuron of a layer. @type {Task} */
function costs(subject, digits, { layer, vector }) {
  return countWithoutEach(subject, vector ? new Parameters(subject.network.layout, vector) : subject.parameters, digits, layer);
}

/** Accuracy at several settings, point by point. @type {Task} */
function* curve(subject, digits, { kind, settings }, show) {
  const points = [];
  for (const [i, setting] of settings.entries()) {
    const correct = yield* within(countAt(subject, digits, kind, setting), i / settings.length, (i + 1) / settings.length);
    points.push({ setting, correct });
    show(points);
  }
  return points;
}

/** @param {Subject} subject @param {Digits} digits @param {string} kind @param {number} setting */
function countAt(subject, digits, kind, setting) {
  const { network, parameters } = subject;
  if (kind === "prune") return countCorrect(subject, prune(network, parameters, setting), digits);
  if (kind === "quantize") return countCorrect(subject, quantize(network, parameters, setting), digits);
  return countChanged(subject, digits, kind, setting);
}

/** One image, step by step. @type {Task} */
function* dream(subject, digits, { label, smoothness, steps, start }, show) {
  let x = start ?? new Float64Array(AREA);
  for (let step = 1; step <= steps; step++) {
    x = dreamStep(subject, x, label, smoothness);
    if (step % 4 === 0 || step === steps) show(Uint8Array.from(x, (value) => toByte(255 * value)));
    yield step / steps;
  }
  return Uint8Array.from(x, (value) => toByte(255 * value));
}

/** By how much the probability of a class falls when the square around each pixel is blank. @type {Task} */
function* occlusion(subject, digits, { pixels, label, size }) {
  const before = scoreImages(subject, pixels).probabilities.data[label];
  const map = new Float64Array(AREA);
  const rows = chooseRows(subject.network);
  for (let start = 0; start < AREA; start += rows) {
    const places = Array.from({ length: Math.min(rows, AREA - start) }, (_, i) => start + i);
    const images = new Uint8Array(places.length * AREA);
    places.forEach((place, i) => images.set(cover(pixels, place, size), i * AREA));
    const { probabilities } = scoreImages(subject, images);
    places.forEach((place, i) => { map[place] = before - probabilities.data[i * probabilities.width + label]; });
    yield (start + places.length) / AREA;
  }
  return map;
}

/** The image with the square around a pixel blank. @param {Uint8Array} pixels @param {number} place @param {number} size */
export function cover(pixels, place, size) {
  const reach = Math.floor(size / 2);
  const [middleRow, middleColumn] = [Math.floor(place / SIDE), place % SIDE];
  return pixels.map((gray, i) => (Math.abs(Math.floor(i / SIDE) - middleRow) <= reach && Math.abs((i % SIDE) - middleColumn) <= reach ? 0 : gray));
}

/** The smallest strength of a change at which one image is taken for another class, and for which; null where none of them does it. @type {Task} */
function* smallest(subject, digits, { pixels, label, kind, strengths }) {
  for (const [i, strength] of strengths.entries()) {
    const changed = changeImages(subject, { images: pixels, labels: Uint8Array.of(label) }, kind, strength);
    const best = findClass(scoreImages(subject, changed).outputs, 0, subject.classNames.length);
    if (best !== label) return { strength, label: best };
    yield (i + 1) / strengths.length;
  }
  return null;
}

/** Class and probability at each point of the plane through three images, row by row. @type {Task} */
function* plane(subject, digits, { corners, side }, show) {
  const ticks = placeOnMap(side);
  const found = { side, classes: new Uint8Array(side * side), confidences: new Float32Array(side * side), rows: 0 };
  for (const [row, v] of ticks.entries()) {
    const images = new Uint8Array(side * AREA);
    ticks.forEach((u, column) => images.set(blendThree(corners, u, v), column * AREA));
    const { probabilities: { data, width } } = scoreImages(subject, images);
    for (let column = 0; column < side; column++) {
      const own = data.subarray(column * width, (column + 1) * width);
      const best = own.reduce((top, value, i) => (value > own[top] ? i : top), 0);
      found.classes[row * side + column] = best;
      found.confidences[row * side + column] = own[best];
    }
    found.rows = row + 1;
    if (row % 6 === 5) show(found);
    yield (row + 1) / side;
  }
  return found;
}

/** @type {Record<string, Task>} */
const TASKS = {
  accuracy, costs, curve, dream, occlusion, plane, smallest,
  pixels: (subject, digits, { removed }) => countWithoutPixels(subject, digits, removed),
  lessSure: (subject, digits, { label, probability }) => countLessSure(subject, digits, label, probability),
  changed: (subject, digits, { change, strength }) => countChanged(subject, digits, change, strength),
  between: (subject, digits, { share }) => countBetween(subject, digits, share),
  fourth: (subject, digits) => countFourth(subject, digits),
  raw: (subject, digits, { handling }) => countRaw(subject, digits, handling),
};

/** @param {string} task @param {Subject} subject @param {Digits} digits @param {any} settings `count`: on so many of the digits @param {Show} show */
export function startTask(task, subject, digits, settings, show) {
  return TASKS[task](subject, takeFirst(digits, settings.count ?? digits.count), settings, show);
}
