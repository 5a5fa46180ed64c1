/** The digits that the labs measure on: MNIST's test set from the service, or the last of the packed simulated ones. */

import { readLabeledIdx } from "../../data/idx.js";
import { unpackDigits } from "../../data/packed-digits.js";
import { createDigitSource } from "../learn/data/training-digits.js";

/** Networks of the room Learn are trained on those before. */
const PACKED_TEST = 2000;

/** @typedef {import("../../data/labeled-images.js").LabeledImages} LabeledImages */

/** @type {Promise<LabeledImages> | null} */
let loaded = null;

/** @returns {Promise<LabeledImages>} */
export function loadTestDigits() {
  loaded ??= load();
  loaded.catch(() => { loaded = null; });
  return loaded;
}

async function load() {
  const source = createDigitSource();
  const images = await source.mnist("test", "images");
  const labels = images && (await source.mnist("test", "labels"));
  if (images && labels) return readLabeledIdx(images, labels, { name: "MNIST’s test digits" });
  const packed = await source.packed();
  if (!packed) throw new Error("There are no digits to measure on: neither MNIST nor simulated ones were found.");
  const all = await unpackDigits(packed);
  const start = Math.max(all.count - PACKED_TEST, Math.floor(all.count / 2));
  const size = all.images.length / all.count;
  return { ...all, name: "simulated digits", count: all.count - start, images: all.images.slice(start * size), labels: all.labels.slice(start) };
}
