/** Smooth relatives of ReLU. The derivatives of most need the inputs, not the outputs alone. */

import { Activation } from "./activations.js";
import { positive } from "./fields.js";
import { erfc, exp, expm1, gauss, log1p, sigmoid } from "./math.js";

/** f(x) = x Phi(x), with the normal distribution Phi (Hendrycks, Gimpel 2016), exactly, by erf. */
export class GELU extends Activation {
  static type = "gelu";

  forward(inputs, outputs) {
    for (let i = 0; i < inputs.length; i++) outputs[i] = inputs[i] * normalShare(inputs[i]);
  }

  /** f'(x) = Phi(x) + x phi(x), phi(x) = exp(-x^2 / 2) / sqrt(2 pi). */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < inputs.length; i++) {
      const x = inputs[i];
      const density = gauss(x / Math.SQRT2) / Math.sqrt(2 * Math.PI);
      dInputs[i] = dOutputs[i] * (normalShare(x) + x * density);
    }
  }
}

/** Phi(x) = erfc(-x / sqrt(2)) / 2. @param {number} x */
function normalShare(x) {
  return erfc(-x / Math.SQRT2) / 2;
}

/** f(x) = x sigmoid(x) (Elfwing et al. 2017; also "swish"). */
export class SiLU extends Activation {
  static type = "silu";

  forward(inputs, outputs) {
    for (let i = 0; i < inputs.length; i++) outputs[i] = inputs[i] * sigmoid(inputs[i]);
  }

  /** f'(x) = s (1 + x (1 - s)) with s = sigmoid(x). */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < inputs.length; i++) {
      const s = sigmoid(inputs[i]);
      dInputs[i] = dOutputs[i] * s * (1 + inputs[i] * (1 - s));
    }
  }
}

/** f(x) = x above 0, alpha (e^x - 1) below (Clevert et al. 2015). */
export class ELU extends Activation {
  static type = "elu";
  static fields = { alpha: positive(1) };

  forward(inputs, outputs) {
    for (let i = 0; i < inputs.length; i++) outputs[i] = inputs[i] > 0 ? inputs[i] : this.alpha * expm1(inputs[i]);
  }

  /** f'(x) = 1 where f(x) > 0, else f(x) + alpha. */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < outputs.length; i++) dInputs[i] = dOutputs[i] * (outputs[i] > 0 ? 1 : outputs[i] + this.alpha);
  }
}

/** f(x) = log(1 + e^x), computed as max(x, 0) + log(1 + e^-|x|), which cannot overflow. */
export class Softplus extends Activation {
  static type = "softplus";

  forward(inputs, outputs) {
    for (let i = 0; i < inputs.length; i++) outputs[i] = softplus(inputs[i]);
  }

  /** f'(x) = sigmoid(x). */
  backward(inputs, outputs, dOutputs, dInputs) {
    for (let i = 0; i < inputs.length; i++) dInputs[i] = dOutputs[i] * sigmoid(inputs[i]);
  }
}

/** log(1 + e^x). @param {number} x */
export function softplus(x) {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}
