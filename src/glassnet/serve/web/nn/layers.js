/**
 * Layers: frozen values that hold no numbers that change. Parameters are passed in; `forward` returns the outputs together
 * with `backward`, a function that remembers what the backward pass needs. Shapes leave the batch axis out.
 */

import { Identity } from "./activations.js";
import { Tensor, countEntries } from "./arrays.js";
import { SettingError, ShapeError, formatError } from "./errors.js";
import { Part, checked, isCount, part, within } from "./fields.js";
import { Glorot, Zeros } from "./initializers.js";
import { addOuterProducts, addProducts, addRows, addTransposedProducts } from "./products.js";
import { SparseBatch } from "./sparse-images.js";

/** @typedef {import("./arrays.js").Arrays} Arrays */
/** @typedef {import("./arrays.js").Context} Context */
/** @typedef {(dOutputs: Tensor, gradients: Arrays, needsDInputs?: boolean) => Tensor | null} Backward */

/** What every layer has; these defaults are of a layer without parameters that keeps the shape. */
export class Layer extends Part {
  /** The shape of one example's outputs; raises `ShapeError` for inputs it cannot take. @param {number[]} inputShape */
  outputShape(inputShape) {
    return inputShape;
  }

  /** Name and shape of each array of parameters. @param {number[]} inputShape @returns {Record<string, number[]>} */
  parameterShapes(inputShape) {
    return {};
  }

  /**
   * First values for the parameters.
   * @param {import("./initializers.js").Draws} rng @param {number[]} inputShape @returns {Record<string, Float64Array>}
   */
  initialize(rng, inputShape) {
    return {};
  }

  /**
   * @param {Arrays} parameters @param {Tensor} inputs @param {Context} context
   * @returns {{outputs: Tensor, backward: Backward}}
   */
  forward(parameters, inputs, context) {
    throw new Error("A layer has a forward pass.");
  }
}

/**
 * Every output reads every input: activation(inputs @ weights + bias). With Z the pre-activations, A the outputs:
 *
 *     dZ = dA * g'(Z)        dW = inputs^T dZ        db = sum over the batch of dZ        dInputs = dZ weights^T
 *
 * `units` "classes" leaves their number to the data: see `resolveRecipe`.
 */
export class Dense extends Layer {
  static type = "dense";
  static fields = {
    units: checked("as a whole number above 0, or 'classes'", (value) => value === "classes" || isCount(value, 1)),
    activation: part("activation", new Identity()),
    weights: part("initializer", new Glorot()),
    bias: part("initializer", new Zeros()),
  };

  outputShape(inputShape) {
    if (inputShape.length !== 1) {
      const got = `(batch, ${inputShape.join(", ")})`;
      throw new ShapeError(formatError("Dense", "inputs of shape (batch, features)", got, "Put a flatten layer before it."));
    }
    if (this.units === "classes") {
      throw new SettingError(formatError("Dense", "a number of units", "'classes'", "Resolve the recipe first, with the data."));
    }
    return [this.units];
  }

  parameterShapes(inputShape) {
    return { weights: [inputShape[0], this.units], bias: [this.units] };
  }

  initialize(rng, inputShape) {
    const [fanIn] = inputShape;
    return {
      weights: this.weights.draw(rng, [fanIn, this.units], fanIn, this.units),
      bias: this.bias.draw(rng, [this.units], fanIn, this.units),
    };
  }

  /** @param {Arrays} parameters @param {Tensor | SparseBatch} inputs @param {Context} context */
  forward({ weights, bias }, inputs, { buffers }) {
    const { units } = this;
    const sums = buffers.allocate("sums", [inputs.count, units]);
    for (let at = 0; at < sums.data.length; at += units) sums.data.set(bias.data, at);
    multiply(sums.data, inputs, weights.data, units);
    const outputs = activate(this.activation, sums, buffers);

    /** @type {Backward} */
    const backward = (dOutputs, gradients, needsDInputs = true) => {
      const dSums = goBackThrough(this.activation, sums, outputs, dOutputs, buffers);
      const dWeights = /** @type {Float64Array} */ (gradients.weights.data.fill(0));
      multiplyTransposed(dWeights, inputs, dSums.data, units);
      addRows(dSums.data, /** @type {Float64Array} */ (gradients.bias.data.fill(0)));
      if (!needsDInputs) return null;
      const dInputs = buffers.allocate("dInputs", inputs.shape);
      dInputs.data.fill(0);
      for (let row = 0; row < inputs.count; row++) {
        addTransposedProducts(dInputs.data, row * inputs.width, inputs.width, weights.data, 0, dSums.data, row * units, units);
      }
      return dInputs;
    };
    return { outputs, backward };
  }
}

/** sums += inputs @ weights. @param {Float64Array} sums @param {Tensor | SparseBatch} inputs */
function multiply(sums, inputs, weights, units) {
  if (inputs instanceof SparseBatch) return inputs.addProducts(sums, weights, units);
  const { count, width, data } = inputs;
  for (let row = 0; row < count; row++) addProducts(sums, row * units, units, data, row * width, width, weights, 0);
}

/** dWeights += inputs^T @ dSums. @param {Float64Array} dWeights @param {Tensor | SparseBatch} inputs */
function multiplyTransposed(dWeights, inputs, dSums, units) {
  if (inputs instanceof SparseBatch) return inputs.addOuterProducts(dWeights, dSums, units);
  const { count, width, data } = inputs;
  for (let row = 0; row < count; row++) addOuterProducts(dWeights, 0, data, row * width, width, dSums, row * units, units);
}

/** activation(sums); the sums themselves where it changes nothing. */
export function activate(activation, sums, buffers) {
  if (activation instanceof Identity) return sums;
  const outputs = buffers.allocate("outputs", sums.shape);
  activation.forward(sums.data, outputs.data, sums.shape.at(-1));
  return outputs;
}

/** dL/d(sums); dL/d(outputs) themselves where the activation changes nothing. */
export function goBackThrough(activation, sums, outputs, dOutputs, buffers) {
  if (activation instanceof Identity) return dOutputs;
  const dSums = buffers.allocate("dSums", sums.shape);
  activation.backward(sums.data, outputs.data, dOutputs.data, dSums.data, sums.shape.at(-1));
  return dSums;
}

/** An activation on its own, for places where no weights come before it. */
export class Activate extends Layer {
  static type = "activate";
  static fields = { activation: part("activation") };

  forward(parameters, inputs, { buffers }) {
    const outputs = activate(this.activation, inputs, buffers);
    const backward = (dOutputs, gradients, needsDInputs = true) =>
      needsDInputs ? goBackThrough(this.activation, inputs, outputs, dOutputs, buffers) : null;
    return { outputs, backward };
  }
}

/** Each example as one row of features: images become what `Dense` reads. */
export class Flatten extends Layer {
  static type = "flatten";

  outputShape(inputShape) {
    return [countEntries(inputShape)];
  }

  forward(parameters, inputs) {
    const backward = (dOutputs, gradients, needsDInputs = true) => (needsDInputs ? dOutputs.reshape(inputs.shape) : null);
    return { outputs: inputs.reshape([inputs.count, inputs.width]), backward };
  }
}

/**
 * In training, zeroes each input with probability `rate` and scales the others by 1 / (1 - rate), so that the expected
 * output is the input (Srivastava et al. 2014, "inverted").
 */
export class Dropout extends Layer {
  static type = "dropout";
  static fields = { rate: within(0, 1, 0.5) };

  /** Whether a pass in training draws random numbers. */
  get draws() {
    return true;
  }

  forward(parameters, inputs, { rng, buffers }) {
    if (rng === null || this.rate === 0) return { outputs: inputs, backward: (dOutputs) => dOutputs };
    const mask = buffers.allocate("mask", inputs.shape).data;
    const rate = Math.fround(this.rate);
    const kept = 1 / (1 - this.rate);
    for (let i = 0; i < mask.length; i++) mask[i] = rng.randomFloat32() >= rate ? kept : 0;
    const outputs = buffers.allocate("outputs", inputs.shape);
    for (let i = 0; i < mask.length; i++) outputs.data[i] = inputs.data[i] * mask[i];

    /** @type {Backward} */
    const backward = (dOutputs, gradients, needsDInputs = true) => {
      if (!needsDInputs) return null;
      const dInputs = buffers.allocate("dInputs", inputs.shape);
      for (let i = 0; i < mask.length; i++) dInputs.data[i] = dOutputs.data[i] * mask[i];
      return dInputs;
    };
    return { outputs, backward };
  }
}
