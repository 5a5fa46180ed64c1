/** Drawings as images to train on and images held out: every third drawing of a class is held out, from its second on. */

import { renderStrokes } from "../../../ink/pipeline/index.js";

/** @typedef {import("../../../data/labeled-images.js").LabeledImages} LabeledImages */

const SHAPE = [28, 28];
const HELD_OUT_EVERY = 3;
/** Of each class, so many are needed: at least one to train on and one held out. */
export const MIN_DRAWINGS = 2;

/** What is missing before the set can be trained on, as a sentence; "" if nothing. @param {import("./drawing-set.js").DrawnClass[]} classes */
export function findMissing(classes) {
  if (classes.length < 2) return "Two classes are needed.";
  const few = classes.filter(({ drawings }) => drawings.length < MIN_DRAWINGS).map(({ name }) => name);
  return few.length === 0 ? "" : `Each class needs ${MIN_DRAWINGS} drawings or more. Draw ${few.join(", ")}.`;
}

/** @param {import("./drawing-set.js").DrawnClass[]} classes @returns {{train: LabeledImages, test: LabeledImages}} */
export function splitDrawings(classes) {
  const classNames = classes.map(({ name }) => name);
  const examples = classes.flatMap(({ drawings }, label) => drawings.map((strokes, i) => ({ label, pixels: render(strokes), isHeldOut: i % HELD_OUT_EVERY === 1 })));
  const pack = (/** @type {string} */ name, /** @type {typeof examples} */ chosen) => {
    const images = new Uint8Array(chosen.length * SHAPE[0] * SHAPE[1]);
    chosen.forEach(({ pixels }, i) => images.set(pixels, i * SHAPE[0] * SHAPE[1]));
    return { name, count: chosen.length, shape: SHAPE, images, labels: Uint8Array.from(chosen, ({ label }) => label), classNames };
  };
  return { train: pack("your drawings", examples.filter(({ isHeldOut }) => !isHeldOut)), test: pack("held-out drawings", examples.filter(({ isHeldOut }) => isHeldOut)) };
}

/** @param {import("../../../reading/backend.js").Stroke[]} strokes */
export function render(strokes) {
  return renderStrokes(strokes).pixels ?? new Uint8Array(SHAPE[0] * SHAPE[1]);
}
