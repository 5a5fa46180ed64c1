/** A model together with what one drawing makes of it: all numbers that the pictures show. */

import { anatomy } from "./anatomy.js";

/**
 * @typedef {import("../reading/reader.js").ModelDescription} ModelDescription
 * @typedef {import("../reading/reader.js").Answer} Answer
 * @typedef {import("./anatomy.js").Column} Column
 *
 * @typedef {object} Live
 * @property {ModelDescription} model
 * @property {Column[]} columns
 * @property {Answer | null} answer   null when there is nothing to read
 */

/** @param {ModelDescription} model @param {Answer | null} answer @returns {Live} */
export function live(model, answer) {
  return { model, columns: anatomy(model), answer: answer?.image && answer.model === model.name ? answer : null };
}

/** What the network's input is: grey levels as shares of ink. @param {Answer} answer */
export function inputs(answer) {
  return Float32Array.from(answer.image?.values ?? [], (grey) => grey / 255);
}

/** The numbers of a column, null without an answer. @param {Live} state @param {Column} column @returns {ArrayLike<number> | null} */
export function activations(state, column) {
  if (!state.answer) return null;
  return column.layer ? (state.answer.layers[column.last]?.values ?? null) : inputs(state.answer);
}

/** What the column's layer read: the numbers that the layer before it handed on. @param {Live} state @param {Column} column @returns {ArrayLike<number> | null} */
export function readBy(state, column) {
  if (!state.answer || !column.layer) return null;
  const { index } = column.layer;
  return index === 0 ? inputs(state.answer) : (state.answer.layers[index - 1]?.values ?? null);
}

/** One of a layer's arrays of parameters. @param {ModelDescription} model @param {import("../reading/reader.js").LayerDescription} layer @param {string} own */
export function parameter(model, layer, own) {
  return model.parameters.get(`${layer.name}.${own}`);
}

/**
 * The probability of each output: of the classes, if it is a digit at all, and of "no digit" itself.
 *
 * @param {ModelDescription} model @param {Answer | null} answer @returns {number[] | null}
 */
export function outputShares(model, answer) {
  if (!answer?.probabilities) return null;
  const logits = Array.from(answer.layers[answer.layers.length - 1]?.values ?? []);
  if (logits.length <= model.classes.length) return answer.probabilities;
  const top = Math.max(...logits);
  const sizes = logits.map((logit) => Math.exp(logit - top));
  const all = sizes.reduce((total, size) => total + size, 0);
  return [...answer.probabilities, sizes[sizes.length - 1] / all];
}

/** The neuron of the first layer that is most awake: the one to show when nobody has chosen. @param {Live} state */
export function mostAwake(state) {
  const values = activations(state, state.columns[1]);
  if (!values) return null;
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[index]) index = i;
  return { column: 1, index };
}
