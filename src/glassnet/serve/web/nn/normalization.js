/** Normalization: what a layer reads keeps its mean and variance, whatever the layers before it learn. */

import { positive } from "./fields.js";
import { Layer } from "./layers.js";

/**
 * Each example to mean 0 and variance 1 over all its numbers, then scaled and shifted by channel. With m and v the mean and
 * variance of one example's inputs x (Ba, Kiros, Hinton 2016):
 *
 *     normalized = (x - m) / sqrt(v + epsilon)        outputs = gain * normalized + bias
 */
export class LayerNorm extends Layer {
  static type = "layer_norm";
  static fields = { epsilon: positive(1e-5) };

  parameterShapes(inputShape) {
    return { gain: inputShape.slice(-1), bias: inputShape.slice(-1) };
  }

  initialize(rng, inputShape) {
    const channels = inputShape[inputShape.length - 1];
    return { gain: new Float64Array(channels).fill(1), bias: new Float64Array(channels) };
  }

  forward({ gain, bias }, inputs, { buffers }) {
    const { count, width } = inputs;
    const channels = gain.data.length;
    const normalized = buffers.allocate("normalized", inputs.shape);
    const deviations = buffers.allocate("deviations", [count]).data;
    const outputs = buffers.allocate("outputs", inputs.shape);
    for (let row = 0; row < count; row++) {
      deviations[row] = normalize(inputs.data, normalized.data, row * width, width, this.epsilon);
    }
    for (let i = 0; i < outputs.data.length; i++) {
      outputs.data[i] = normalized.data[i] * gain.data[i % channels] + bias.data[i % channels];
    }

    const backward = (dOutputs, gradients, needsDInputs = true) => {
      const dGain = gradients.gain.data.fill(0);
      const dBias = gradients.bias.data.fill(0);
      for (let i = 0; i < outputs.data.length; i++) {
        dGain[i % channels] += dOutputs.data[i] * normalized.data[i];
        dBias[i % channels] += dOutputs.data[i];
      }
      if (!needsDInputs) return null;
      const dInputs = buffers.allocate("dInputs", inputs.shape);
      for (let i = 0; i < outputs.data.length; i++) dInputs.data[i] = dOutputs.data[i] * gain.data[i % channels];
      for (let row = 0; row < count; row++) {
        normalizeBackward(dInputs.data, normalized.data, row * width, width, deviations[row]);
      }
      return dInputs;
    };
    return { outputs, backward };
  }
}

/** Write one normalized example; returns its standard deviation. */
function normalize(inputs, normalized, at, width, epsilon) {
  let sum = 0;
  for (let i = at; i < at + width; i++) sum += inputs[i];
  const mean = sum / width;
  let squares = 0;
  for (let i = at; i < at + width; i++) squares += (inputs[i] - mean) * (inputs[i] - mean);
  const deviation = Math.sqrt(squares / width + epsilon);
  for (let i = at; i < at + width; i++) normalized[i] = (inputs[i] - mean) / deviation;
  return deviation;
}

/**
 * dInputs = (dNormalized - mean(dNormalized) - normalized mean(dNormalized normalized)) / deviation, in place: what would
 * change the mean or the variance of an example is taken out, since normalization undoes it.
 */
function normalizeBackward(values, normalized, at, width, deviation) {
  let sum = 0;
  let product = 0;
  for (let i = at; i < at + width; i++) {
    sum += values[i];
    product += values[i] * normalized[i];
  }
  for (let i = at; i < at + width; i++) {
    values[i] = (values[i] - sum / width - (normalized[i] * product) / width) / deviation;
  }
}
