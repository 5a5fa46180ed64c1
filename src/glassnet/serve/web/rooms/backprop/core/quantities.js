/** The arrays of one column: what it read, its sums and outputs, and the derivatives by each of them. Nothing here touches the page. */

import { Activation } from "../../../nn/activations.js";
import { traceSum } from "../../../nn/index.js";

/**
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("./notation.js").Quantity} Quantity
 * @typedef {{quantity: Quantity, shape: number[], data: ArrayLike<number>}} Quantities
 */

/** The trace of the layer that computes a column's sums. @param {Experiment} experiment @param {Column} column */
export const getLayer = ({ trace }, column) => trace.layers[column.index];
/** The trace of the last layer of a column. @param {Experiment} experiment @param {Column} column */
export const getLast = ({ trace }, column) => trace.layers[column.last];

/** The number of a column's layer in formulas, as in "1.weights". @param {Column} column */
export const getLayerNumber = (column) => column.layer;

/** The activations of a column; of the input its pixels. @param {Experiment} experiment @param {Column} column */
export function getOutputs(experiment, column) {
  return column.number ? getLast(experiment, column).outputs.data : experiment.inputs;
}

/** All arrays of a column, in the order in which they are computed. @param {Experiment} experiment @param {Column} column @returns {Quantities[]} */
export function listArrays(experiment, column) {
  const layer = getLayer(experiment, column);
  const last = getLast(experiment, column);
  const { weights, bias } = layer.parameters;
  const gradients = layer.gradients;
  /** @type {[Quantity, {shape: number[], data: ArrayLike<number>} | undefined][]} */
  const all = [
    ["input", layer.inputs], ["weight", weights], ["bias", bias], ["sum", layer.sums], ["output", last.outputs],
    ["dOutput", last.dOutputs], ["dSum", layer.dSums], ["dWeight", gradients.weights], ["dBias", gradients.bias], ["dInput", layer.dInputs],
  ];
  return all.flatMap(([quantity, array]) => (array ? [{ quantity, shape: array.shape, data: array.data }] : []));
}

/** The sum of a neuron, term by term. @param {Experiment} experiment @param {Column} column @param {number} index */
export function findSum(experiment, column, index) {
  const layer = getLayer(experiment, column);
  return traceSum(layer, layer.parameters, index);
}

/**
 * What a neuron of a column collects from the dense column after it: weight × error, for each neuron there; null where the next
 * column is no dense layer.
 * @param {Experiment} experiment @param {Column[]} columns @param {number} column @param {number} index
 */
export function findCollected(experiment, columns, column, index) {
  const next = columns[column + 1];
  if (next?.kind !== "dense") return null;
  const { parameters, dSums } = getLayer(experiment, next);
  const { data, shape: [, units] } = parameters.weights;
  const weights = Float64Array.from({ length: units }, (_, to) => data[index * units + to]);
  return { weights, errors: dSums.data, terms: weights.map((weight, to) => weight * dSums.data[to]), next };
}

/** da/dz of a neuron; null where it is not of one neuron alone. @param {Experiment} experiment @param {Column} column @param {number} index */
export function findActivationSlope(experiment, column, index) {
  let slope = 1;
  for (let i = column.index; i <= column.last; i++) {
    const { layer, sums, inputs, outputs } = experiment.trace.layers[i];
    const { activation } = /** @type {any} */ (layer);
    const isFirst = i === column.index;
    if (!(activation instanceof Activation)) {
      if (isFirst || layer.type === "flatten" || layer.type === "dropout") continue;
      return null;
    }
    if (/** @type {any} */ (activation.constructor).type === "softmax") return null;
    const read = (isFirst ? sums : inputs).data;
    const derivative = new Float64Array(1);
    activation.backward(read.slice(index, index + 1), outputs.data.slice(index, index + 1), Float64Array.of(1), derivative, 1);
    slope *= derivative[0];
  }
  return slope;
}

/** The index of the largest absolute value. @param {ArrayLike<number>} values */
export function findLargestIndex(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  return best;
}

/** The target of each output, from the loss itself: what it subtracts. @param {Experiment} experiment @param {number} outputs */
export function listTargets({ loss, label }, outputs) {
  const smoothing = /** @type {any} */ (loss).label_smoothing ?? 0;
  return Float64Array.from({ length: outputs }, (_, i) => smoothing / outputs + (i === label ? 1 - smoothing : 0));
}
