/** Gradient rules: what is done to a gradient before the optimizer sees it, in place. */

import { Part, positive } from "./fields.js";

/** @typedef {import("./parameters.js").Parameters} Parameters */

class GradientRule extends Part {
  /** @param {Parameters} parameters @param {Parameters} gradients changed in place */
  apply(parameters, gradients) {
    throw new Error("A gradient rule is applied.");
  }
}

/** g <- g + rate w for weights, not for biases: the gradient of rate / 2 times the sum of w^2 (L2). */
export class WeightDecay extends GradientRule {
  static type = "weight_decay";
  static fields = { rate: positive() };

  apply(parameters, gradients) {
    for (const [name, { data }] of gradients.entries()) {
      if (!name.endsWith("weights")) continue;
      const weights = parameters.get(name).data;
      for (let i = 0; i < data.length; i++) data[i] += this.rate * weights[i];
    }
  }
}

/** g <- g + rate sign(w) for weights, not for biases: the gradient of rate times the sum of |w| (L1); 0 is taken as the slope at 0. */
export class L1Penalty extends GradientRule {
  static type = "l1_penalty";
  static fields = { rate: positive() };

  apply(parameters, gradients) {
    for (const [name, { data }] of gradients.entries()) {
      if (!name.endsWith("weights")) continue;
      const weights = parameters.get(name).data;
      for (let i = 0; i < data.length; i++) data[i] += this.rate * Math.sign(weights[i]);
    }
  }
}

/** g <- g limit / |g| where |g| > limit: all gradients together have at most this length (Pascanu et al. 2013). */
export class ClipNorm extends GradientRule {
  static type = "clip_norm";
  static fields = { limit: positive() };

  apply(parameters, { vector }) {
    let squares = 0;
    for (let i = 0; i < vector.length; i++) squares += vector[i] * vector[i];
    const length = Math.sqrt(squares);
    if (!(length > this.limit)) return;
    for (let i = 0; i < vector.length; i++) vector[i] *= this.limit / length;
  }
}

/** g <- max(-limit, min(g, limit)). */
export class ClipValue extends GradientRule {
  static type = "clip_value";
  static fields = { limit: positive() };

  apply(parameters, { vector }) {
    for (let i = 0; i < vector.length; i++) vector[i] = Math.max(-this.limit, Math.min(vector[i], this.limit));
  }
}
