/**
 * Optimizers: how a gradient becomes a step. An optimizer is frozen; what it remembers is data that the caller keeps. Each
 * works on the vector of all parameters, entry by entry: w is a parameter, g its gradient, `rate` the learning rate.
 */

import { Part, positive, within } from "./fields.js";
import { power } from "./math.js";

/** @typedef {import("./arrays.js").Numbers} Numbers */
/** @typedef {Record<string, Float64Array>} State */

class Optimizer extends Part {
  /** What is remembered before the first step. @param {number} size of the vector @returns {State} */
  initialize(size) {
    return {};
  }

  /** Take one step: change `w` and `state` in place. @param {Numbers} w @param {Float64Array} g @param {State} state @param {number} rate */
  update(w, g, state, rate) {
    throw new Error("An optimizer updates.");
  }
}

/** w <- w - rate g. */
export class GradientDescent extends Optimizer {
  static type = "gradient_descent";

  update(w, g, state, rate) {
    for (let i = 0; i < w.length; i++) w[i] -= rate * g[i];
  }
}

/** v <- momentum v + g;  w <- w - rate v (Polyak 1964). */
export class Momentum extends Optimizer {
  static type = "momentum";
  static fields = { momentum: within(0, 1, 0.9) };

  initialize(size) {
    return { velocity: new Float64Array(size) };
  }

  update(w, g, { velocity }, rate) {
    for (let i = 0; i < w.length; i++) {
      velocity[i] = this.momentum * velocity[i] + g[i];
      w[i] -= rate * velocity[i];
    }
  }
}

/** v <- momentum v + g;  w <- w - rate (g + momentum v) (Nesterov 1983, as Sutskever 2013). */
export class Nesterov extends Optimizer {
  static type = "nesterov";
  static fields = { momentum: within(0, 1, 0.9) };

  initialize(size) {
    return { velocity: new Float64Array(size) };
  }

  update(w, g, { velocity }, rate) {
    for (let i = 0; i < w.length; i++) {
      velocity[i] = this.momentum * velocity[i] + g[i];
      w[i] -= rate * (g[i] + this.momentum * velocity[i]);
    }
  }
}

/** s <- decay s + (1 - decay) g^2;  w <- w - rate g / (sqrt(s) + epsilon) (Hinton 2012). */
export class RMSProp extends Optimizer {
  static type = "rmsprop";
  static fields = { decay: within(0, 1, 0.99), epsilon: positive(1e-8) };

  initialize(size) {
    return { mean_square: new Float64Array(size) };
  }

  update(w, g, { mean_square: square }, rate) {
    for (let i = 0; i < w.length; i++) {
      square[i] = this.decay * square[i] + (1 - this.decay) * g[i] * g[i];
      w[i] -= (rate * g[i]) / (Math.sqrt(square[i]) + this.epsilon);
    }
  }
}

/**
 * Momentum over root mean square, both corrected for their start at zero (Kingma, Ba 2015).
 *
 * m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;
 * w <- w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) at step t = 1, 2, ...
 */
export class Adam extends Optimizer {
  static type = "adam";
  static fields = { beta1: within(0, 1, 0.9), beta2: within(0, 1, 0.999), epsilon: positive(1e-8) };

  initialize(size) {
    return { first_moment: new Float64Array(size), second_moment: new Float64Array(size), steps: new Float64Array(1) };
  }

  update(w, g, state, rate) {
    this.step(w, g, state, rate, 0);
  }

  /** @param {number} decay each parameter is first multiplied by 1 - rate decay */
  step(w, g, { first_moment: m, second_moment: v, steps }, rate, decay) {
    steps[0] += 1;
    const { beta1, beta2 } = this;
    const correction = Math.sqrt(1 - power(beta2, steps[0]));
    const corrected = (rate * correction) / (1 - power(beta1, steps[0]));
    const epsilon = this.epsilon * correction;
    const kept = 1 - rate * decay;
    for (let i = 0; i < w.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      w[i] = kept * w[i] - (corrected * m[i]) / (Math.sqrt(v[i]) + epsilon);
    }
  }
}

/** Adam, with all parameters multiplied by 1 - rate weight_decay first (Loshchilov, Hutter 2019). */
export class AdamW extends Adam {
  static type = "adamw";
  static fields = { ...Adam.fields, weight_decay: within(0, Infinity, 0.01) };

  update(w, g, state, rate) {
    this.step(w, g, state, rate, this.weight_decay);
  }
}
