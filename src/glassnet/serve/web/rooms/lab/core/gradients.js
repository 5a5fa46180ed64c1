/** Derivatives by the pixels: of the loss, for attacks and dreams; of one output, for attention. */

import { Tensor } from "../../../nn/index.js";
import { AREA, blurNumbers, toByte } from "./images.js";

/**
 * @typedef {import("./subject.js").Subject} Subject
 * @typedef {import("../../../nn/index.js").Parameters} Parameters
 */

export const ATTACK_STEPS = 10;
export const DREAM_RATE = 0.05;
export const DREAM_DECAY = 0.05;

const SCALES = {
  float32: Float64Array.from({ length: 256 }, (_, gray) => Math.fround(gray / 255)),
  float64: Float64Array.from({ length: 256 }, (_, gray) => gray / 255),
};

/** Gray levels as numbers, in the network's precision. @param {Parameters} parameters @param {Uint8Array} images */
export function scaleImages({ precision }, images) {
  const scale = SCALES[precision];
  const scaled = new Float64Array(images.length);
  for (let i = 0; i < images.length; i++) scaled[i] = scale[images[i]];
  return scaled;
}

/** dL/d(pixels) of each image's own loss, up to a factor for all. @param {Subject} subject @param {Float64Array} pixels @param {ArrayLike<number>} labels */
export function gradientOfLoss({ network, loss, parameters }, pixels, labels) {
  const pass = network.forward(parameters, new Tensor([labels.length, ...network.inputShape], pixels));
  const { dOutputs } = loss.compare(pass.result, labels);
  return pass.backwardToInputs(dOutputs, parameters.gradients()).data;
}

/** d(output)/d(pixels) of one image. @param {Subject} subject @param {Float64Array} pixels @param {number} output */
export function gradientOfOutput({ network, parameters }, pixels, output) {
  const pass = network.forward(parameters, new Tensor([1, ...network.inputShape], pixels));
  const one = new Tensor(pass.result.shape);
  one.data[output] = 1;
  return pass.backwardToInputs(one, parameters.gradients()).data;
}

/**
 * Images changed to raise the loss of their labels, no pixel by more than `strength` of full ink. With one step the fast gradient
 * sign method; with n steps, each of 2.5 strength / n, cut to what is allowed.
 * @param {Subject} subject @param {Uint8Array} images @param {ArrayLike<number>} labels @param {number} strength @param {number} [steps]
 */
export function attack(subject, images, labels, strength, steps = 1) {
  const clean = scaleImages(subject.parameters, images);
  const size = steps === 1 ? strength : (2.5 * strength) / steps;
  const x = clean.slice();
  for (let step = 0; step < steps; step++) {
    const gradient = gradientOfLoss(subject, x, labels);
    for (let i = 0; i < x.length; i++) {
      const moved = x[i] + size * Math.sign(gradient[i]);
      x[i] = Math.max(0, clean[i] - strength, Math.min(1, clean[i] + strength, moved));
    }
  }
  const bytes = new Uint8Array(x.length);
  for (let i = 0; i < x.length; i++) bytes[i] = toByte(255 * x[i]);
  return bytes;
}

/** One step towards an image with a small loss for a label. @param {Subject} subject @param {Float64Array} x @param {number} label @param {number} smoothness of the gradient, in pixels */
export function dreamStep(subject, x, label, smoothness) {
  const gradient = blurNumbers(gradientOfLoss(subject, x, [label]), smoothness);
  const size = Math.sqrt(gradient.reduce((sum, each) => sum + each * each, 0) / AREA) || 1;
  return x.map((value, i) => Math.max(0, Math.min(1, (1 - DREAM_DECAY) * value - (DREAM_RATE * gradient[i]) / size)));
}
