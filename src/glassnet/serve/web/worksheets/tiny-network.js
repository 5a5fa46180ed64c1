/**
 * A network of two inputs, two hidden neurons and two outputs, in exact numbers, as `glassnet.explain.worksheets.tiny_network`
 * draws and solves it. w_ij and v_ij lead from neuron i to neuron j; z are the hidden sums, h = ReLU(z), o the outputs, t the
 * targets, L = ((o1 - t1)^2 + (o2 - t2)^2) / 2.
 */

import { Fraction, ZERO, sum } from "./exact.js";

/**
 * @typedef {[Fraction, Fraction]} Pair
 * @typedef {[Pair, Pair]} Square
 * @typedef {{inputs: Pair, first: Square, firstBias: Pair, second: Square, secondBias: Pair, targets: Pair}} TinyNetwork
 * @typedef {ReturnType<typeof solve>} TinyPass
 */

export const RATE = new Fraction(1, 50);
const HALF = new Fraction(1, 2);
const MAX_ERROR = new Fraction(2);
const MAX_HIDDEN = new Fraction(4);
/** The loss that the derivatives promise must be positive, and the new loss close to it. */
const MAX_PROMISE = new Fraction(1, 2);
const MAX_BROKEN_PROMISE = new Fraction(1, 5);

/** A random network whose numbers stay small: it is drawn again until they do. @param {import("../nn/index.js").Generator} rng @returns {TinyNetwork} */
export function drawNetwork(rng) {
  const active = rng.integer(1, 3);
  for (;;) {
    const network = draw(rng);
    if (findSums(network).filter(({ sign }) => sign > 0).length === active && isFit(network)) return network;
  }
}

/** The forward and backward pass, as it is done by hand. @param {TinyNetwork} network */
export function solve(network) {
  const { inputs, second, secondBias, targets } = network;
  const sums = findSums(network);
  const hidden = pair((j) => (sums[j].sign > 0 ? sums[j] : ZERO));
  const outputs = weigh(hidden, second, secondBias);
  const errors = pair((j) => outputs[j].minus(targets[j]));
  const dHidden = pair((i) => second[i][0].times(errors[0]).plus(second[i][1].times(errors[1])));
  const dSums = pair((i) => (sums[i].sign > 0 ? dHidden[i] : ZERO));
  const [dFirst, dSecond] = [multiplyOuter(inputs, dSums), multiplyOuter(hidden, errors)];
  return {
    sums, hidden, outputs, errors, loss: HALF.times(sum(errors.map(square))), dFirst, dFirstBias: dSums, dSecond, dSecondBias: errors, dHidden, dSums,
    /** The sum of all squared derivatives by weights and biases. */
    squaredGradient: sum([...dFirst, dSums, ...dSecond, errors].flat().map(square)),
  };
}

/** The network after one step of gradient descent. @param {TinyNetwork} network @param {TinyPass} solved @returns {TinyNetwork} */
export function update({ inputs, first, firstBias, second, secondBias, targets }, { dFirst, dFirstBias, dSecond, dSecondBias }) {
  const move = (/** @type {Pair} */ values, /** @type {Pair} */ derivatives) => pair((i) => values[i].minus(RATE.times(derivatives[i])));
  return {
    inputs, targets, firstBias: move(firstBias, dFirstBias), secondBias: move(secondBias, dSecondBias),
    first: [move(first[0], dFirst[0]), move(first[1], dFirst[1])], second: [move(second[0], dSecond[0]), move(second[1], dSecond[1])],
  };
}

/** @param {import("../nn/index.js").Generator} rng @returns {TinyNetwork} */
function draw(rng) {
  const whole = (/** @type {number[]} */ choices) => new Fraction(choices[rng.integer(0, choices.length)]);
  const whole2 = (/** @type {number[]} */ ...choices) => pair(() => whole(choices));
  const halves = (/** @type {number[]} */ ...choices) => pair(() => whole(choices).times(HALF));
  const isFirstRight = rng.integer(0, 2) === 1;
  return {
    inputs: whole2(-1, 1, 2), first: [halves(-3, -2, -1, 1, 2, 3), halves(-3, -2, -1, 1, 2, 3)], firstBias: halves(-1, 1, 2),
    second: [whole2(-2, -1, 1, 2), whole2(-2, -1, 1, 2)], secondBias: halves(-1, 1, 2),
    targets: [new Fraction(isFirstRight ? 1 : 0), new Fraction(isFirstRight ? 0 : 1)],
  };
}

/** No sum at ReLU's kink, errors that are neither zero nor large, and an update that keeps its promise. @param {TinyNetwork} network */
function isFit(network) {
  const solved = solve(network);
  const { sums, hidden, errors, dSums, loss, squaredGradient } = solved;
  if (sums.some(({ sign }) => sign === 0) || hidden.some((each) => each.isAbove(MAX_HIDDEN))) return false;
  if (errors.some((each) => each.sign === 0 || each.size.isAbove(MAX_ERROR)) || dSums.every(({ sign }) => sign === 0)) return false;
  const promise = RATE.times(squaredGradient);
  const broken = solve(update(network, solved)).loss.minus(loss.minus(promise)).size;
  return !promise.isAbove(MAX_PROMISE.times(loss)) && !broken.isAbove(MAX_BROKEN_PROMISE.times(loss));
}

/** @param {TinyNetwork} network */
function findSums({ inputs, first, firstBias }) {
  return weigh(inputs, first, firstBias);
}

/** @param {Pair} inputs @param {Square} weights @param {Pair} bias */
function weigh(inputs, weights, bias) {
  return pair((j) => inputs[0].times(weights[0][j]).plus(inputs[1].times(weights[1][j])).plus(bias[j]));
}

/** @param {Pair} left @param {Pair} right @returns {Square} */
function multiplyOuter(left, right) {
  const row = (/** @type {number} */ i) => pair((j) => left[i].times(right[j]));
  return [row(0), row(1)];
}

/** @param {Fraction} number */
function square(number) {
  return number.times(number);
}

/** @param {(index: number) => Fraction} compute @returns {Pair} */
function pair(compute) {
  return [compute(0), compute(1)];
}
