/** A model together with its prediction for one drawing: all values that the page shows. */

import { createColumns } from "./columns.js";

/**
 * @typedef {import("../reading/backend.js").ModelDescription} ModelDescription
 * @typedef {import("../reading/backend.js").Prediction} Prediction
 * @typedef {import("./columns.js").Column} Column
 *
 * @typedef {object} NetworkState
 * @property {ModelDescription} model
 * @property {Column[]} columns
 * @property {Prediction | null} prediction   null without a drawing
 */

/** @param {ModelDescription} model @param {Prediction | null} prediction @returns {NetworkState} */
export function createState(model, prediction) {
  return { model, columns: createColumns(model), prediction: prediction?.image && prediction.model === model.name ? prediction : null };
}

/** The network's input: gray levels as fractions of full ink. @param {Prediction} prediction */
export function getInputs(prediction) {
  return Float32Array.from(prediction.image?.values ?? [], (gray) => gray / 255);
}

/** The activations of a column, null without a prediction. @param {NetworkState} state @param {Column} column @returns {ArrayLike<number> | null} */
export function getActivations(state, column) {
  if (!state.prediction) return null;
  return column.layer ? (state.prediction.layers[column.last]?.values ?? null) : getInputs(state.prediction);
}

/** The input of the column's layer: the output of the layer before it. @param {NetworkState} state @param {Column} column @returns {ArrayLike<number> | null} */
export function getLayerInputs(state, column) {
  if (!state.prediction || !column.layer) return null;
  const { index } = column.layer;
  return index === 0 ? getInputs(state.prediction) : (state.prediction.layers[index - 1]?.values ?? null);
}

/** Whether the model rejected the image: none of its classes. @param {Prediction} prediction */
export function isRejected(prediction) {
  return prediction.label === null && prediction.probabilities !== null;
}

/** One of a layer's arrays of parameters. @param {ModelDescription} model @param {import("../reading/backend.js").LayerDescription} layer @param {string} own */
export function getParameter(model, layer, own) {
  return model.parameters.get(`${layer.name}.${own}`);
}

/**
 * The probability of each output: of each class if the image is one of them, and of the rejection.
 *
 * @param {ModelDescription} model @param {Prediction | null} prediction @returns {number[] | null}
 */
export function computeOutputProbabilities(model, prediction) {
  if (!prediction?.probabilities) return null;
  const logits = Array.from(prediction.layers[prediction.layers.length - 1]?.values ?? []);
  if (logits.length <= model.classes.length) return prediction.probabilities;
  const top = Math.max(...logits);
  const sizes = logits.map((logit) => Math.exp(logit - top));
  const all = sizes.reduce((total, size) => total + size, 0);
  return [...prediction.probabilities, sizes[sizes.length - 1] / all];
}

/** The most active neuron of the first layer, shown until another is selected. @param {NetworkState} state */
export function findMostActive(state) {
  const values = getActivations(state, state.columns[1]);
  if (!values) return null;
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[index]) index = i;
  return { column: 1, index };
}
