/**
 * Activation functions, each with its derivative.
 *
 * `forward` writes f(inputs) into outputs; `backward` writes dL/d(inputs), given the inputs, the outputs and dL/d(outputs).
 * Most derivatives can be computed from the outputs alone. `width` is the size of the last axis.
 */

import { Part, within } from "./fields.js";
import { exp, sigmoid, tanh } from "./math.js";

/** What every activation has. */
export class Activation extends Part {
  /** @param {Float64Array} inputs @param {Float64Array} outputs @param {number} width */
  forward(inputs, outputs, width) {
    throw new Error("An activation has a forward pass.");
  }

  /**
   * @param {Float64Array} inputs @param {Float64Array} outputs @param {Float64Array} dOutputs
   * @param {Float64Array} dInputs @param {number} width
   */
  backward(inputs, outputs, dOutputs, dInputs, width) {
    throw new Error("An activation has a backward pass.");
  }
}

/** f(x) = x: for the last layer before a loss on logits. */
export class Identity extends Activation {
  static type = "identity";

  forward(inputs, outputs) {
    outputs.set(inputs);
  }

  /** f'(x) = 1. */
  backward(inputs, outputs, dOutputs, dInputs) {
    dInputs.set(dOutputs);
  }
}

/** f(x) = max(x, 0); its derivative at 0 is taken as 0. */
export class ReLU extends Activation {
  static type = "relu";

  forward(inputs, outputs) {
    // Not a number stays what it is, as in NumPy, so that training notices it.
    for (let i = 0; i < inputs.length; i++) outputs[i] = inputs[i] <= 0 ? 0 : inputs[i];
  }

  /** f'(x) = 1 where f(x) > 0, else 0. */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < outputs.length; i++) dInputs[i] = outputs[i] > 0 ? dOutputs[i] : 0;
  }
}

/** f(x) = x above 0 and slope x below, so that no unit stops learning. */
export class LeakyReLU extends Activation {
  static type = "leaky_relu";
  static fields = { slope: within(0, 1, 0.01) };

  forward(inputs, outputs) {
    for (let i = 0; i < inputs.length; i++) outputs[i] = inputs[i] > 0 ? inputs[i] : this.slope * inputs[i];
  }

  /** f'(x) = 1 where f(x) > 0, else slope. */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < outputs.length; i++) dInputs[i] = outputs[i] > 0 ? dOutputs[i] : this.slope * dOutputs[i];
  }
}

/** f(x) = 1 / (1 + e^-x): into 0..1. */
export class Sigmoid extends Activation {
  static type = "sigmoid";

  forward(inputs, outputs) {
    for (let i = 0; i < inputs.length; i++) outputs[i] = sigmoid(inputs[i]);
  }

  /** f'(x) = f(x) (1 - f(x)). */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < outputs.length; i++) dInputs[i] = dOutputs[i] * outputs[i] * (1 - outputs[i]);
  }
}

/** f(x) = tanh(x): into -1..1. */
export class Tanh extends Activation {
  static type = "tanh";

  forward(inputs, outputs) {
    for (let i = 0; i < inputs.length; i++) outputs[i] = tanh(inputs[i]);
  }

  /** f'(x) = 1 - f(x)^2. */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < outputs.length; i++) dInputs[i] = dOutputs[i] * (1 - outputs[i] * outputs[i]);
  }
}

/**
 * f(x)_i = e^x_i / sum_j e^x_j along the last axis: ten sums become ten probabilities.
 *
 * The largest x is subtracted first, which changes nothing in the result and keeps e^x finite.
 */
export class Softmax extends Activation {
  static type = "softmax";

  forward(inputs, outputs, width) {
    for (let at = 0; at < inputs.length; at += width) writeSoftmax(inputs, outputs, at, width);
  }

  /** dL/dx_i = f_i (dL/df_i - sum_j dL/df_j f_j). */
  backward(inputs, outputs, dOutputs, dInputs, width) {
    for (let at = 0; at < outputs.length; at += width) {
      let shared = 0;
      for (let i = at; i < at + width; i++) shared += dOutputs[i] * outputs[i];
      for (let i = at; i < at + width; i++) dInputs[i] = outputs[i] * (dOutputs[i] - shared);
    }
  }
}

/**
 * The softmax of one row.
 * @param {Float64Array} logits @param {Float64Array} out @param {number} at @param {number} width
 * @param {number} [maximum] what is subtracted first: the row's largest where none is given
 */
export function writeSoftmax(logits, out, at, width, maximum = findLargest(logits, at, width)) {
  let sum = 0;
  for (let i = at; i < at + width; i++) {
    out[i] = exp(logits[i] - maximum);
    sum += out[i];
  }
  for (let i = at; i < at + width; i++) out[i] /= sum;
}

/** @param {Float64Array} values @param {number} at @param {number} width */
export function findLargest(values, at = 0, width = values.length) {
  let largest = values[at];
  for (let i = at + 1; i < at + width; i++) if (values[i] > largest) largest = values[i];
  return largest;
}
