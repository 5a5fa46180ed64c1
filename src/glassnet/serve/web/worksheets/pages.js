/**
 * A worksheet as pages, with the words of `glassnet.explain.worksheets.pages`: the sheet for the pupil, and the key, which is
 * the same page filled in.
 */

import { Fraction, formatExact, formatRounded } from "./exact.js";
import { RATE } from "./tiny-network.js";

/**
 * @typedef {{answer: string}} Answer   left blank on the sheet, written on the key
 * @typedef {string | Answer} Cell
 * @typedef {{kind: "heading", text: string}} Heading
 * @typedef {{kind: "paragraph", text: string, keyOnly: boolean}} Paragraph
 * @typedef {{kind: "question", text: string, answer: Answer}} Question
 * @typedef {{kind: "table", rows: Cell[][], caption: string, header: boolean, firstColumn: boolean, shades: number[][]}} Table
 * @typedef {{kind: "picture", image: Uint8Array, caption: string}} Picture
 * @typedef {{kind: "diagram", layers: string[][], biases: string[][], weights: string[][][]}} Diagram
 * @typedef {{kind: "beside", blocks: (Table | Picture | Diagram)[]}} Beside
 * @typedef {Heading | Paragraph | Question | Table | Beside} Block
 * @typedef {{title: string, blocks: Block[], isSolved: boolean}} Page
 * @typedef {import("./tiny-network.js").Pair} Pair
 * @typedef {import("./tiny-network.js").Square} Square
 */

const LOSS_DECIMALS = 3;
/** Of full ink, behind a number: it stays readable. */
const SHADE = 0.45;
const HUNDRED = new Fraction(100);

export const TASKS = Object.freeze([1, 2, 3, 4]);

/** The sheet and its key, with some of its four tasks; they keep their numbers. @param {import("./worksheet.js").Worksheet} sheet @param {readonly number[]} [tasks] @returns {[Page, Page]} */
export function describePages(sheet, tasks = TASKS) {
  const all = [describePasses(sheet), describeUpdate(sheet), describeSum(sheet.weightedSum), describeConfusion(sheet.confusion)];
  const blocks = all.filter((_, i) => tasks.includes(i + 1)).flat();
  return [{ title: `Worksheet ${sheet.seed}`, blocks, isSolved: false }, { title: `Worksheet ${sheet.seed}: key`, blocks, isSolved: true }];
}

/** @param {import("./worksheet.js").Worksheet} sheet @returns {Block[]} */
function describePasses({ network, solved }) {
  const { dSecond, dSecondBias, dFirst, dFirstBias, errors, dHidden, dSums } = solved;
  const off = [0, 1].filter((i) => solved.sums[i].sign < 0);
  return [
    heading("1  Forward and backward through a tiny network"),
    beside(
      {
        kind: "diagram", layers: [name("x", network.inputs), ["h1", "h2"], ["o1", "o2"]],
        biases: [name("b", network.firstBias), name("c", network.secondBias)], weights: [nameSquare("w", network.first), nameSquare("v", network.second)],
      },
      table(describeForward(solved), { caption: "Forward", firstColumn: true }),
    ),
    paragraph(`The targets are t1 = ${formatExact(network.targets[0])} and t2 = ${formatExact(network.targets[1])}. Backward, from the outputs to the inputs: dL/do = o − t; dL/dz is dL/dh where z > 0, and 0 elsewhere.`),
    derivatives(["o1", "o2", "v11", "v12", "v21", "v22", "c1", "c2"], [...errors, ...dSecond.flat(), ...dSecondBias]),
    derivatives(["h1", "h2", "z1", "z2", "w11", "w12", "w21", "w22", "b1", "b2"], [...dHidden, ...dSums, ...dFirst.flat(), ...dFirstBias]),
    ...off.map((i) => paragraph(`h${i + 1} = 0, because its sum is negative: no derivative passes through it.`, true)),
  ];
}

/** @param {import("./tiny-network.js").TinyPass} solved @returns {Cell[][]} */
function describeForward({ sums, hidden, outputs, loss }) {
  /** @type {[string, Fraction][]} */
  const rows = [
    ["z1 = w11 x1 + w21 x2 + b1", sums[0]], ["z2 = w12 x1 + w22 x2 + b2", sums[1]], ["h1 = max(z1, 0)", hidden[0]], ["h2 = max(z2, 0)", hidden[1]],
    ["o1 = v11 h1 + v21 h2 + c1", outputs[0]], ["o2 = v12 h1 + v22 h2 + c2", outputs[1]], ["L = ½ [(o1 − t1)² + (o2 − t2)²]", loss],
  ];
  return [["formula", "value"], ...rows.map(([formula, value]) => [formula, answer(formatExact(value))])];
}

/** @param {import("./worksheet.js").Worksheet} sheet @returns {Block[]} */
function describeUpdate({ network, updated, solved, promisedLoss, newLoss }) {
  const names = ["v11", "v12", "v21", "v22", "c1", "c2", "w11", "w12", "w21", "w22", "b1", "b2"];
  const list = (/** @type {import("./tiny-network.js").TinyNetwork} */ { second, secondBias, first, firstBias }) => [...second.flat(), ...secondBias, ...first.flat(), ...firstBias].map(formatExact);
  const rate = formatExact(RATE);
  return [
    heading(`2  One update: new value = old value − ${rate} × derivative`),
    table([["", ...names], ["old", ...list(network)], ["new", ...list(updated).map(answer)]], { firstColumn: true }),
    question(`The squares of all 12 derivatives add up to ${formatExact(solved.squaredGradient)}. Which loss do the derivatives promise, L − ${rate} × this sum, to ${LOSS_DECIMALS} decimals?`, formatRounded(promisedLoss, LOSS_DECIMALS)),
    paragraph(`The loss after the update is ${formatRounded(newLoss, LOSS_DECIMALS)}: the promise is exact only for a rate close to 0.`, true),
  ];
}

/** @param {import("./weighted-sum.js").WeightedSum} task @returns {Block[]} */
function describeSum({ image, pixels, weights, terms, bias, total, output }) {
  const write = (/** @type {Fraction[][]} */ grid) => grid.map((row) => row.map(formatExact));
  return [
    heading("3  One neuron: a sum of 16 terms"),
    beside(
      { kind: "picture", image, caption: "Your digit" },
      table(write(pixels), { caption: "as 4 × 4 pixels", header: false, shades: pixels.map((row) => row.map((each) => SHADE * Number(each))) }),
      table(write(weights), { caption: "weights", header: false }),
      table(write(terms).map((row) => row.map(answer)), { caption: "pixel × weight", header: false }),
    ),
    question(`The bias is ${formatExact(bias)}. What is the sum z, and what is ReLU(z) = max(z, 0)?`, `z = ${formatExact(total)}, ReLU(z) = ${formatExact(output)}`),
  ];
}

/** @param {import("./confusion.js").ConfusionTask} task @returns {Block[]} */
function describeConfusion({ digits, counts, recalled, precise, worst, total, correct, accuracy, recall, precision, constantAccuracy }) {
  return [
    heading("4  A confusion matrix"),
    table([["label \\ predicted", ...digits.map(String)], ...digits.map((digit, i) => [String(digit), ...counts[i].map(String)])], { firstColumn: true }),
    question("What share of all images is predicted correctly?", `${correct} of ${total}: ${percent(accuracy)}`),
    question(`What share of the images of a ${digits[recalled]} is predicted correctly (recall)?`, percent(recall)),
    question(`What share of the predictions of a ${digits[precise]} is correct (precision)?`, percent(precision)),
    question("Which mistake is the most frequent?", `a ${digits[worst.label]} predicted as ${digits[worst.prediction]}`),
    question("Which accuracy has a program that always predicts the most frequent digit?", percent(constantAccuracy)),
  ];
}

/** @param {Fraction} share */
function percent(share) {
  return `${formatExact(share.times(HUNDRED))} %`;
}

/** @param {string} letter @param {Pair} values */
function name(letter, values) {
  return values.map((value, i) => `${letter}${i + 1} = ${formatExact(value)}`);
}

/** @param {string} letter @param {Square} values */
function nameSquare(letter, values) {
  return values.map((row, i) => name(`${letter}${i + 1}`, row));
}

/** A blank below the name of each derivative. @param {string[]} names @param {Fraction[]} values */
function derivatives(names, values) {
  return table([names.map((each) => `dL/d${each}`), values.map((each) => answer(formatExact(each)))]);
}

/** @param {string} text @returns {Answer} */
function answer(text) {
  return { answer: text };
}

/** @param {string} text @returns {Heading} */
function heading(text) {
  return { kind: "heading", text };
}

/** @param {string} text @param {boolean} [keyOnly] @returns {Paragraph} */
function paragraph(text, keyOnly = false) {
  return { kind: "paragraph", text, keyOnly };
}

/** @param {string} text @param {string} solution @returns {Question} */
function question(text, solution) {
  return { kind: "question", text, answer: answer(solution) };
}

/** @param {Cell[][]} rows @param {Partial<Table>} [options] @returns {Table} */
function table(rows, options = {}) {
  return { kind: "table", rows, caption: "", header: true, firstColumn: false, shades: [], ...options };
}

/** @param {...(Table | Picture | Diagram)} blocks @returns {Beside} */
function beside(...blocks) {
  return { kind: "beside", blocks };
}
