/** The digits to train and test on: MNIST from the service, or packed simulated digits. */

import { readLabeledIdx } from "../../../data/idx.js";
import { unpackDigits } from "../../../data/packed-digits.js";
import { fetchFile } from "../../../data/site-files.js";

/** Of packed digits, so many at the end are the test set. */
const PACKED_TEST = 2000;

/**
 * `note` says in one sentence what these are where they are not MNIST.
 * @typedef {import("../../../data/labeled-images.js").LabeledImages} LabeledImages
 * @typedef {{name: string, train: LabeledImages, test: LabeledImages, note: string}} TrainingDigits
 */

/**
 * Where the bytes come from; each resolves to null where there is no such file.
 * @typedef {{mnist(split: string, part: string): Promise<Uint8Array | null>, packed(): Promise<Uint8Array | null>}} DigitSource
 */

/** @param {DigitSource} source @returns {Promise<TrainingDigits>} */
export async function loadTrainingDigits(source) {
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    source.mnist("train", "images"), source.mnist("train", "labels"), source.mnist("test", "images"), source.mnist("test", "labels"),
  ]);
  if (trainImages && trainLabels && testImages && testLabels) {
    const [train, test] = await Promise.all([
      readLabeledIdx(trainImages, trainLabels, { name: "MNIST train" }),
      readLabeledIdx(testImages, testLabels, { name: "MNIST test" }),
    ]);
    return { name: "MNIST", train, test, note: "" };
  }
  const packed = await source.packed();
  if (packed === null) throw new Error("There are no digits to train on: neither MNIST nor simulated ones were found.");
  return splitPacked(await unpackDigits(packed));
}

/** @param {LabeledImages} digits @returns {TrainingDigits} */
function splitPacked(digits) {
  const kept = Math.max(digits.count - PACKED_TEST, Math.ceil(digits.count / 2));
  const count = (/** @type {number} */ n) => n.toLocaleString("en");
  const note = `MNIST is not here: training on ${count(kept)} simulated digits, testing on ${count(digits.count - kept)} others. `
    + "Accuracies are not those of MNIST.";
  return { name: "simulated digits", train: cut(digits, 0, kept, "train"), test: cut(digits, kept, digits.count, "test"), note };
}

/** @param {LabeledImages} digits @param {number} start @param {number} end @param {string} split @returns {LabeledImages} */
function cut(digits, start, end, split) {
  const size = digits.images.length / digits.count;
  return {
    ...digits, name: `${digits.name}, ${split}`, count: end - start,
    images: digits.images.slice(start * size, end * size), labels: digits.labels.slice(start, end),
  };
}

/**
 * The files of a service, or of a static site beside the page.
 * @param {(path: string) => Promise<Response>} [get]
 * @returns {DigitSource}
 */
export function createDigitSource(get = fetchFile) {
  let hasService = true;
  /** @param {string} path */
  async function read(path) {
    const response = await get(path).catch(() => null);
    return response?.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  }
  return {
    async mnist(split, part) {
      if (!hasService) return null;
      const bytes = await read(`api/data/mnist/${split}/${part}`);
      hasService &&= bytes !== null;
      return bytes;
    },
    async packed() {
      return (await read("api/data/simulated")) ?? read("data/digits.bin");
    },
  };
}
