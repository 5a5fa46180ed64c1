/** Which inputs a neuron reads, and with which weights: from the layer's own backward pass, whatever layer it is. */

import { traceSum } from "../nn/index.js";
import { AveragePool2D } from "../nn/pooling.js";

/**
 * @typedef {import("./lens.js").Values} Values
 * @typedef {import("./columns.js").Column} Column
 *
 * @typedef {object} Sum
 * @property {number[]} from      the inputs that it reads
 * @property {number[]} inputs    their values
 * @property {number[]} weights
 * @property {number[]} terms     weight x input
 * @property {number} bias
 * @property {number} sum         before the activation, as the network computed it
 * @property {boolean} isMaximum  whether one of the inputs is passed on, not their sum
 */

/** Sums of the passes that are shown: the picture and the inspector ask for the same ones. @type {WeakMap<object, Map<number, Sum>>} */
const known = new WeakMap();

/** One neuron's sum; null without an example. @param {Values} values @param {Column} column @param {number} index @returns {Sum | null} */
export function computeSum(values, column, index) {
  const layerPass = values.pass?.layers[column.index];
  if (!layerPass) return null;
  const sums = known.get(layerPass) ?? new Map();
  known.set(layerPass, sums);
  const sum = sums.get(index) ?? addUp(layerPass, values.parameters, column, index);
  sums.set(index, sum);
  return sum;
}

/** @param {any} layerPass @param {import("../nn/parameters.js").Parameters} parameters @param {Column} column @param {number} index @returns {Sum} */
function addUp(layerPass, parameters, column, index) {
  const { weights, terms, bias, sum } = traceSum(layerPass, parameters.ofLayer(column.name), index);
  const isMaximum = column.kind === "max_pool2d";
  const reads = isMaximum ? traceSum({ ...layerPass, layer: averageOfWindow(layerPass.layer) }, {}, index).weights : weights;
  const from = findNonzero(reads, column.kind === "dense");
  const take = (/** @type {ArrayLike<number>} */ numbers) => from.map((i) => numbers[i]);
  return { from, inputs: take(layerPass.inputs.data), weights: take(weights), terms: take(terms), bias, sum, isMaximum };
}

/** @param {Values} values @param {Column} column @param {number} index */
export function findReceptiveField(values, column, index) {
  return computeSum(values, column, index)?.from ?? [];
}

/** A layer that reads the same windows, every pixel of them. @param {any} pool */
function averageOfWindow({ size, stride }) {
  return new AveragePool2D({ size, stride });
}

/** @param {Float64Array} numbers @param {boolean} all  also those that happen to be zero */
function findNonzero(numbers, all) {
  const found = [];
  for (let i = 0; i < numbers.length; i++) if (all || numbers[i] !== 0) found.push(i);
  return found;
}
