/** Lessons 9 and 10: convolution, and honest measurement. */

import { readSampleDigits } from "../../rooms/backprop/core/sample-digits.js";
import { measureOverfit } from "../../rooms/library/errata/overfit.js";
import { findDigits } from "../../rooms/library/digits.js";
import { findSamplingError } from "../../rooms/library/intervals.js";
import { findMistakes } from "../../rooms/library/networks/mistakes.js";
import { formatShare } from "../../rooms/learn/numbers.js";
import { readDrawing } from "../computing.js";
import { formatValue } from "../lesson.js";

const SHIFT = 3;

/** Images moved down and right by so many pixels. @param {Uint8Array} images @param {number} shift */
export function shiftImages(images, shift) {
  const moved = new Uint8Array(images.length);
  for (let i = 0; i < images.length; i++) {
    const [row, column] = [Math.floor((i % 784) / 28), i % 28];
    if (row >= shift && column >= shift) moved[i] = images[i - 28 * shift - shift];
  }
  return moved;
}

/** @type {import("../lesson.js").Lesson} */
export const CONVOLUTION = {
  title: "Convolution",
  minutes: 15,
  aims: ["Say what a kernel is, and why it needs few weights.", "Compute the size of a map.", "Say why a convolution bears a shift better."],
  steps: [
    {
      title: "A small window",
      text: "A neuron of a convolution does not read all 784 pixels but a small window, a patch. The same weights, the kernel, read every patch of the image: what is a stroke here is a stroke there.",
      task: "Click a neuron of the first layer, and look at the patch that it reads.",
      address: "#/read?net=cnn&at=1.3000",
      question: {
        text: "How many weights has one kernel of the first layer?",
        solution: "Height times width of the window: the image has one channel.",
        answer(situation) {
          const { model } = readDrawing(situation, "cnn");
          const [rows, columns, channels] = model.parameters.get("1.weights").shape;
          return { value: rows * columns * channels, why: `${rows} × ${columns} pixels.` };
        },
      },
    },
    {
      title: "A map of answers",
      text: "A kernel gives one number at every place: a map, nearly as large as the image, which shows where its pattern is. Each layer has many kernels, so many maps.",
      task: "Look at the maps of the first layer. How many places has a window of this size in an image of 28 × 28?",
      address: "#/read?net=cnn",
      question: {
        text: "How many pixels wide is a map of the first layer?",
        solution: "28 − width of the window + 1, without padding.",
        answer(situation) {
          const { model } = readDrawing(situation, "cnn");
          const [height] = model.network.shapes[1];
          return { value: height, why: `28 − ${28 - height + 1} + 1 = ${height}.` };
        },
      },
    },
    {
      title: "When the digit moves",
      text: "A dense network has a weight for each pixel: a digit that is shifted meets other weights. A convolution finds the same strokes at other places, and pooling makes it less important where exactly.",
      task: "Move your digit in the Lab. When you check, the page moves thirty others by three pixels, down and to the right, and shows them to both networks.",
      address: "#/lab/raw?net=cnn",
      question: {
        text: "Which network has more of them right?",
        choices: ["cnn", "tiny", "Both the same"],
        solution: "cnn, by far.",
        async answer({ service }) {
          const digits = await readSampleDigits();
          const images = shiftImages(digits.images, SHIFT);
          const counts = [];
          for (const name of ["cnn", "tiny"]) counts.push(digits.count - findMistakes(await service.loadModel(name), { ...digits, images }).length);
          const [cnn, tiny] = counts;
          return { value: cnn > tiny ? "cnn" : cnn < tiny ? "tiny" : "Both the same", why: `Of 30 shifted digits, cnn has ${cnn} right and tiny ${tiny}. Without the shift both have all of them right.` };
        },
      },
    },
  ],
};

/** @type {import("../lesson.js").Lesson} */
export const MEASUREMENT = {
  title: "Honest measurement",
  minutes: 15,
  aims: ["Say how far an accuracy may be off.", "Name what an accuracy is measured on.", "Say why test digits must not be trained on."],
  steps: [
    {
      title: "How far may it be off?",
      text: "An accuracy is measured on some digits and meant of all. With other digits it would come out a little different: in 95 of 100 cases by less than 1.96 · √(p(1 − p)/n). A tutorial states 84 % on 1,000 digits, another one 86 % for the same network.",
      task: "Compute it for p = 0.84 and n = 1,000.",
      address: "#/library/zhang?net=tiny",
      question: {
        text: "By how many percentage points may 84 % of 1,000 digits be off, either way?",
        solution: "1.96 · √(0.84 · 0.16 / 1000) = 0.0227: 2.3 points. So 84 % and 86 % are not different results.",
        answer() {
          const value = 100 * findSamplingError(0.84, 1000);
          return { value, tolerance: 0.1, why: `1.96 · √(0.84 · 0.16 / 1000) = ${formatValue(value)} points.` };
        },
      },
    },
    {
      title: "Count the mistakes",
      text: "A share hides what a count shows. This page has just shown all test digits to the network: look at those that it takes for others, and ask which of them you would know.",
      task: "Read how many of the digits the network takes for others. Open some of them in Read, if you like, and come back.",
      address: "#/library/tiny?net=tiny",
      question: {
        text: "How many mistakes has tiny on these digits?",
        solution: "The count stands above the pictures: 295 of MNIST’s 10,000 test digits.",
        async answer({ service }) {
          const value = findMistakes(await service.loadModel("tiny"), await findDigits()).length;
          return { value, why: `${value} mistakes, measured again in this page.` };
        },
      },
    },
    {
      title: "Measured on what?",
      text: "An accuracy on the digits that a network was trained on says how well it remembers. To know how it will do on the next digit, measure on digits that took no part in anything: neither in training nor in choosing.",
      task: "Look at the erratum: which images do the tutorials state their accuracy of?",
      address: "#/library/errata/training-accuracy?net=tiny",
      question: {
        text: "A network is trained on 300 digits. Which number says how it does on new digits?",
        choices: ["Its accuracy on the 300", "Its accuracy on others"],
        solution: "The accuracy on digits that it was not trained on.",
        async answer() {
          const { trained, other, third } = await measureOverfit();
          const isOther = Math.abs(other - third) < Math.abs(trained - third);
          return { value: isOther ? "Its accuracy on others" : "Its accuracy on the 300", why: `On 1,000 new digits it has ${formatShare(third)}; the 300 give ${formatShare(trained)}, others ${formatShare(other)}.` };
        },
      },
    },
  ],
};
