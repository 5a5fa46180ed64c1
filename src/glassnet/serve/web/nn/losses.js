/**
 * Losses: value and gradient together.
 *
 * A loss takes outputs `(batch, classes)` and labels, whole numbers. It is summed over the outputs of an example and averaged
 * over the batch, in value and gradient alike (`MeanSquaredError` averages over both).
 */

import { findLargest, writeSoftmax } from "./activations.js";
import { Tensor } from "./arrays.js";
import { SettingError, formatError } from "./errors.js";
import { Part, within } from "./fields.js";
import { exp, log, sigmoid } from "./math.js";
import { softplus } from "./smooth-activations.js";

/** @typedef {ArrayLike<number>} Labels */
/** @typedef {{value: number, dOutputs: Tensor}} LossResult */

/** What every loss has. */
export class Loss extends Part {
  /** Whether its value for one example depends on the rest of the batch. */
  get wholeBatch() {
    return false;
  }

  /** The loss, and dL/d(outputs). @param {Tensor} outputs @param {Labels} labels @returns {LossResult} */
  compare(outputs, labels) {
    throw new Error("A loss compares outputs with labels.");
  }

  /** What the outputs say of each class, from 0 to 1, as this loss reads them. @param {Tensor} outputs */
  probabilities(outputs) {
    return outputs;
  }
}

/**
 * -log of the probability that softmax(logits) gives to the label.
 *
 * L = -sum_i t_i log softmax(z)_i and dL/dz = softmax(z) - t with t = one_hot(label), or with label smoothing s:
 * t = (1 - s) one_hot(label) + s / classes (Szegedy et al. 2016).
 */
export class SoftmaxCrossEntropy extends Loss {
  static type = "softmax_cross_entropy";
  static fields = { label_smoothing: within(0, 1, 0) };

  compare(outputs, labels) {
    checkLabels(outputs, labels);
    const { count, width, data } = outputs;
    const dOutputs = this.probabilities(outputs);
    const smoothed = this.label_smoothing / width;
    let value = 0;
    for (let row = 0; row < count; row++) {
      const at = row * width;
      const total = logSumExp(data, at, width);
      value += (1 - this.label_smoothing) * (total - data[at + labels[row]]);
      if (smoothed > 0) for (let i = at; i < at + width; i++) value += smoothed * (total - data[i]);
      for (let i = at; i < at + width; i++) dOutputs.data[i] = (dOutputs.data[i] - smoothed) / count;
      dOutputs.data[at + labels[row]] -= (1 - this.label_smoothing) / count;
    }
    return { value: value / count, dOutputs };
  }

  /** softmax(outputs). */
  probabilities(outputs) {
    const { width, data } = outputs;
    const probabilities = new Tensor(outputs.shape);
    for (let at = 0; at < data.length; at += width) writeSoftmax(data, probabilities.data, at, width);
    return probabilities;
  }
}

/**
 * Ten yes-or-no questions: logits, each through its own sigmoid.
 *
 * L = sum_i log(1 + e^z_i) - t_i z_i and dL/dz = sigmoid(z) - t, with t = one_hot(label).
 */
export class SigmoidCrossEntropy extends Loss {
  static type = "sigmoid_cross_entropy";

  compare(outputs, labels) {
    checkLabels(outputs, labels);
    const { count, width, data } = outputs;
    const dOutputs = this.probabilities(outputs);
    let value = 0;
    for (let i = 0; i < data.length; i++) {
      value += softplus(data[i]);
      dOutputs.data[i] /= count;
    }
    for (let row = 0; row < count; row++) {
      value -= data[row * width + labels[row]];
      dOutputs.data[row * width + labels[row]] -= 1 / count;
    }
    return { value: value / count, dOutputs };
  }

  /** sigmoid(outputs): separate answers, which need not sum to 1. */
  probabilities(outputs) {
    return new Tensor(outputs.shape, outputs.data.map((z) => sigmoid(z)));
  }
}

/** L = 1/2 sum_i (a_i - t_i)^2 on activations a; dL/da = a - t, with t = one_hot(label). */
export class SquaredError extends Loss {
  static type = "squared_error";

  compare(outputs, labels) {
    const { dOutputs, squares } = subtractTargets(outputs, labels, 1 / outputs.count);
    return { value: squares / (2 * outputs.count), dOutputs };
  }
}

/** L = mean_i (a_i - t_i)^2 on activations a; dL/da = 2 (a - t) / classes, with t = one_hot(label). */
export class MeanSquaredError extends Loss {
  static type = "mean_squared_error";

  compare(outputs, labels) {
    const size = outputs.data.length;
    const { dOutputs, squares } = subtractTargets(outputs, labels, 2 / size);
    return { value: squares / size, dOutputs };
  }
}

/** scale (a - t), and the sum of all (a - t)^2. @param {Tensor} outputs @param {Labels} labels @param {number} scale */
function subtractTargets(outputs, labels, scale) {
  checkLabels(outputs, labels);
  const { count, width } = outputs;
  const dOutputs = new Tensor(outputs.shape, outputs.data.slice());
  for (let row = 0; row < count; row++) dOutputs.data[row * width + labels[row]] -= 1;
  let squares = 0;
  for (let i = 0; i < dOutputs.data.length; i++) {
    squares += dOutputs.data[i] * dOutputs.data[i];
    dOutputs.data[i] *= scale;
  }
  return { dOutputs, squares };
}

/** log sum_j e^z_j of one row, without overflow. @param {Float64Array} logits @param {number} at @param {number} width */
export function logSumExp(logits, at, width) {
  const largest = findLargest(logits, at, width);
  let sum = 0;
  for (let i = at; i < at + width; i++) sum += exp(logits[i] - largest);
  return largest + log(sum);
}

/** Raise `SettingError` for labels that are not classes. @param {Tensor} outputs @param {Labels} labels */
export function checkLabels(outputs, labels) {
  const classes = outputs.width;
  if (labels.length !== outputs.count) {
    throw new SettingError(formatError("A loss", `${outputs.count} labels`, `${labels.length}`, "Give one for each example."));
  }
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] >= 0 && labels[i] < classes)) {
      const hint = "Give the last layer one unit for each class.";
      throw new SettingError(formatError("A loss", `labels from 0 to ${classes - 1}`, `${labels[i]}`, hint));
    }
  }
}
