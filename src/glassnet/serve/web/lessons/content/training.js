/** Lessons 6, 7 and 8: batches and rates, what the network sees, why it generalizes. */

import { Trainer, buildRecipe, resolveRecipe } from "../../nn/index.js";
import { measureOverfit } from "../../rooms/library/errata/overfit.js";
import { cutDigits, findDigits } from "../../rooms/library/digits.js";
import { openLaboratory } from "../../rooms/learn/laboratory.js";
import { findPreset } from "../../rooms/learn/recipe/presets.js";
import { formatNumber, formatShare } from "../../rooms/learn/numbers.js";
import { readDrawing } from "../computing.js";
import { formatValue } from "../lesson.js";

const DIGITS = [..."0123456789"];

/** The updates of an epoch of the run in the room Learn, or of the one that the room begins with. */
async function countUpdates() {
  const { run, count, firstRecipe, classNames, shape } = await openLaboratory();
  const { examples, validation, batchSize } = run.recipe ?? buildRecipe(resolveRecipe(firstRecipe, classNames.length, shape));
  return batchSize === "full" ? 1 : Math.ceil((Math.min(examples ?? count, count) - validation) / batchSize);
}

/** The loss before and after so many updates of a famous failure, on 500 digits. @param {string} id @param {number} updates */
async function tryPreset(id, updates) {
  const digits = await findDigits();
  const preset = /** @type {NonNullable<ReturnType<typeof findPreset>>} */ (findPreset(id));
  const recipe = buildRecipe(resolveRecipe({ ...preset.recipe, validation: 0 }, 10, digits.shape));
  const trainer = new Trainer(recipe, cutDigits(digits, 0, 500));
  const losses = Array.from({ length: updates }, () => trainer.update().loss);
  const last = losses.findLast(Number.isFinite) ?? Infinity;
  return { first: losses[0], last, isInfinite: !Number.isFinite(losses[losses.length - 1]) };
}

/** @type {import("../lesson.js").Lesson} */
export const BATCHES = {
  title: "Batches and rates",
  minutes: 15,
  aims: ["Say what an update and an epoch are.", "Train a network.", "Recognize a rate that is too high."],
  steps: [
    {
      title: "Updates and epochs",
      text: "The gradient is not computed of all digits at once but of a batch: some of them, drawn at random. Each batch gives one update. When every digit has had its turn, an epoch is over.",
      task: "Take a few single updates with Batch (key B), and read below the picture how far the epoch is.",
      address: "#/learn?net=tiny&start=first",
      question: {
        text: "How many updates has one epoch in this run?",
        solution: "The number of training digits (less those held out for validation), divided by the batch size, rounded up.",
        async answer() {
          const updates = await countUpdates();
          return { value: updates, tolerance: 0.02 * updates, why: `${updates.toLocaleString("en")} batches make up an epoch.` };
        },
      },
    },
    {
      title: "Train it",
      text: "Training is the same step again and again: forward, loss, backward, update. The curves show the loss of the batches and the accuracy on test digits, which the network is not trained on.",
      task: "Press Train, and watch your digit’s ten probabilities. Stop when more than 80 % of the test digits are right.",
      address: "#/learn?net=tiny&start=first",
      question: {
        text: "Trained to more than 80 % of the test digits?",
        isAction: true,
        solution: "About ten seconds of training with the first recipe.",
        async answer() {
          const { run } = await openLaboratory();
          const reached = Math.max(0, ...run.history.testAccuracy.ys.filter(Number.isFinite));
          if (reached <= 0.8) return { problem: reached ? `The best so far is ${formatShare(reached)}. Train on.` : "Not trained yet: press Train." };
          return { value: true, why: `${formatShare(reached)} of the test digits are right.` };
        },
      },
    },
    {
      title: "Too long a step",
      text: "The rate is the length of a step. A derivative is true near the weights that it was computed at; with a long step the network leaves that region, and the next gradient is larger still.",
      task: "The recipe is Rate too high: thirty times too long a step. Take single batches and watch the loss.",
      address: "#/learn?net=tiny&start=rate-too-high",
      question: {
        text: "What does the loss do in the first updates?",
        choices: ["It rises without bound", "It stays the same", "It falls slowly"],
        solution: "It rises until numbers are infinite: training diverges.",
        async answer() {
          const { first, last, isInfinite } = await tryPreset("rate-too-high", 20);
          const isRising = isInfinite || last > 2 * first;
          return { value: isRising ? "It rises without bound" : last < first ? "It falls slowly" : "It stays the same", why: `Trained here on 500 digits: ${formatValue(first)} before the first update, ${isInfinite ? "infinite" : last.toExponential(1)} after 20.` };
        },
      },
    },
  ],
};

/** @type {import("../lesson.js").Lesson} */
export const SEEING = {
  title: "What it sees",
  minutes: 15,
  aims: ["Say which pixels count for a sum.", "Read a second choice from the outputs.", "Change an answer with few strokes."],
  steps: [
    {
      title: "Only ink counts",
      text: "A pixel without ink is 0, and 0 times any weight is 0. Of the 784 terms of a neuron’s sum only those with ink are left, about a fifth. This is why a network may be computed fast, and why it matters where the digit is.",
      task: "Open “28 × 28 pixels” beside your drawing, and look at what the network reads.",
      address: "#/read?net=tiny&at=1.3",
      question: {
        text: "About how many of the 784 pixels have ink? (within 30)",
        solution: "Count the pixels that are not empty: 80 to 180 for most digits.",
        answer(situation) {
          const { pixels } = readDrawing(situation);
          const count = pixels.filter((each) => each > 0).length;
          return { value: count, tolerance: 30, why: `${count} of the 784 pixels have ink.` };
        },
      },
    },
    {
      title: "The second choice",
      text: "A network never says only “7”. It gives every digit a probability, and the second largest one says what the drawing is like in its eyes. With a clear digit all others are near 0, and still one of them is the largest.",
      task: "Look at the bars of the outputs.",
      address: "#/read?net=tiny",
      question: {
        text: "Which digit is its second choice?",
        choices: DIGITS,
        solution: "The digit with the second largest probability.",
        answer(situation) {
          const { probabilities, best } = readDrawing(situation);
          const others = probabilities.map((each, i) => (i === best ? -1 : each));
          const second = others.indexOf(Math.max(...others));
          return { value: DIGITS[second], why: `${DIGITS[second]} has ${formatNumber(100 * probabilities[second])} %.` };
        },
      },
    },
    {
      title: "Change its mind",
      text: "The network does not know what a digit is: it has 13,002 numbers that fit the digits that it was trained on. A few strokes in the right place change its answer, even where a person sees the same digit.",
      task: "Change your drawing with as little ink as you can, until the answer is another one.",
      address: "#/read?net=tiny",
      question: {
        text: "Is the answer another one than when this step began?",
        isAction: true,
        solution: "Any change of the drawing that changes the answer, such as a bar through a 7.",
        answer(situation) {
          const { label } = readDrawing(situation);
          if (situation.firstLabel === null) return { value: true, why: `It answers ${label}.` };
          if (label === situation.firstLabel) return { problem: `It still answers ${label}. Go on drawing.` };
          return { value: true, why: `It answered ${situation.firstLabel}, and now ${label ?? "no digit"}.` };
        },
      },
    },
  ],
};

/** @type {import("../lesson.js").Lesson} */
export const GENERALIZING = {
  title: "Why it generalizes",
  minutes: 15,
  aims: ["Separate remembering from knowing, by digits that were not trained on.", "Say what labels without meaning do.", "Say what more digits do."],
  steps: [
    {
      title: "By heart",
      text: "A network with enough weights can remember its digits. What it knows shows only on others: that is why some digits are set aside before training, and never trained on.",
      task: "Guess. The page trains a network with 32 hidden neurons on 300 digits, until it has nearly all of them right.",
      address: "#/learn?net=tiny&start=too-few",
      question: {
        text: "On what share of other digits is it right, in per cent? (within 10)",
        solution: "About 85 % with MNIST: the network is trained when you check.",
        async answer() {
          const { trained, other } = await measureOverfit();
          return { value: 100 * other, tolerance: 10, why: `${formatShare(trained)} of its own digits, ${formatShare(other)} of others.` };
        },
      },
    },
    {
      title: "Labels without meaning",
      text: "Give every image the label of another one, and there is nothing to know: no rule leads from the ink to the label. Still the loss on the training digits falls, for they can be remembered.",
      task: "The recipe is Shuffled labels: train it, and compare training accuracy with test accuracy.",
      address: "#/learn?net=tiny&start=shuffled-labels",
      question: {
        text: "About what share of other digits is right?",
        choices: ["10 %", "50 %", "90 %"],
        solution: "About 10 %, as by guessing among ten digits.",
        async answer() {
          const { trained, other } = await measureOverfit({ isShuffled: true });
          return { value: other < 0.3 ? "10 %" : other < 0.7 ? "50 %" : "90 %", why: `Trained here on 300 shuffled labels: ${formatShare(trained)} of its own, ${formatShare(other)} of others.` };
        },
      },
    },
    {
      title: "More digits",
      text: "With more digits there is more to remember, and the rule behind them becomes the easier way. That is all the art: what is common to many examples is more likely to be true of the next one.",
      task: "Think of the same network, trained with as many updates on 3,000 digits instead of 300.",
      address: "#/learn?net=tiny",
      question: {
        text: "What does its accuracy on other digits do?",
        choices: ["It rises", "It falls", "It stays the same"],
        solution: "It rises, by some ten points.",
        async answer() {
          const [few, many] = [await measureOverfit(), await measureOverfit({ count: 3000 })];
          const gain = many.other - few.other;
          return { value: gain > 0.01 ? "It rises" : gain < -0.01 ? "It falls" : "It stays the same", why: `Trained here: ${formatShare(few.other)} with 300 digits, ${formatShare(many.other)} with 3,000.` };
        },
      },
    },
  ],
};
