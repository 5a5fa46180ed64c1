/** Bugs in the data: images, labels, their order, and what is measured on. */

import { takeImages } from "../../../nn/index.js";
import { shuffleLabels } from "../../learn/run/labels.js";

/** @typedef {import("./catalog.js").Bug} Bug */
/** @typedef {import("../digits.js").LabeledImages} LabeledImages */

/** @param {LabeledImages} digits @param {number[]} indices @returns {LabeledImages} */
function take(digits, indices) {
  return { .../** @type {LabeledImages} */ (takeImages(digits, indices)), count: indices.length };
}

/** @param {LabeledImages} one @param {LabeledImages} other @returns {LabeledImages} */
function join(one, other) {
  const images = new Uint8Array(one.images.length + other.images.length);
  images.set(one.images);
  images.set(other.images, one.images.length);
  return { ...one, images, labels: Uint8Array.from([...one.labels, ...other.labels]), count: one.count + other.count };
}

/** @type {Bug[]} */
export const DATA_BUGS = [
  {
    key: "shuffled-labels", title: "The labels belong to other images", place: "data",
    plant: () => ({ chooseTraining: (train) => ({ ...train, labels: shuffleLabels(train.labels, 7) }) }),
    hints: ["All derivatives are right. What does the network know in the end?", "The loss stays near 2.30, which is −log 0.1.", "Images and labels were shuffled; were they shuffled together?"],
    wrong: "rng.shuffle(images); rng.shuffle(labels)", right: "order = rng.permutation(m); images, labels = images[order], labels[order]",
    why: "Images and labels are in different random orders: there is nothing to learn but how often each digit occurs. The loss stays near 2.30, and test accuracy near 10 %.",
  },
  {
    key: "no-normalization", title: "The pixels are not divided by 255", place: "data",
    plant: () => ({ inputScale: 255 }),
    hints: ["What is the first loss, and how many neurons are saturated?", "The first weights are drawn as they should be. What else makes sums large?", "z = W x + b: a weight of 0.05 and 100 pixels of 255 …"],
    wrong: "X = images.astype(float)", right: "X = images / 255",
    why: "Pixels go from 0 to 255, so the sums of the first layer are 255 times as large: tanh saturates, and the derivatives of the first layer are 255 times as large where they are not 0.",
  },
  {
    key: "test-leak", title: "The test images are among the training images", place: "data",
    plant: () => ({ chooseTraining: (train, test) => join(take(train, Array.from({ length: 300 }, (_, i) => i)), test) }),
    hints: ["All derivatives are right and all curves are fine. Is the result too good?", "Compare the accuracy on test images with that on new digits.", "What are test images for?"],
    wrong: "train, test = data, data[:200]", right: "train, test = data[200:], data[:200]",
    why: "The network has been trained on the test images, too: it does as well on them as on the other training images, and worse on digits that are new.",
  },
  {
    key: "no-shuffling", title: "The images come in the order of their classes", place: "data",
    plant: () => ({
      isUnshuffled: true,
      chooseTraining: (train) => take(train, Array.from(train.labels.keys()).sort((a, b) => train.labels[a] - train.labels[b] || a - b)),
    }),
    hints: ["Look at the loss within one epoch.", "What does the network answer, whatever it is shown?", "The saw has ten teeth an epoch."],
    wrong: "for i in range(0, m, 50): batch = i + np.arange(50)", right: "order = rng.permutation(m)  # in every epoch",
    why: "The file is sorted by class and not shuffled: for many updates in a row the network sees one digit only, and forgets the others. The loss jumps up each time the next digit begins, and the last one wins.",
  },
  {
    key: "labels-off-by-one", title: "The labels are off by one", place: "data",
    plant: () => ({ chooseTraining: (train) => ({ ...train, labels: train.labels.map((label) => (label + 1) % 10) }) }),
    hints: ["Training accuracy and test accuracy are not of one network, it seems.", "Look at the table of answers: where are the large counts?", "Each digit is taken for the next one."],
    wrong: "labels = table.index(row) + 1", right: "labels = table.index(row)",
    why: "The training labels are one too high, 9 becomes 0. The network learns well, but what it learns is the next digit: high accuracy on its training labels, nearly none on the test.",
  },
];
