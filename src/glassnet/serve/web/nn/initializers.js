/**
 * First values of weights. They must differ, or all units of a layer would learn the same, and have the right scale, or
 * activations grow or vanish from layer to layer: with inputs of variance v, a unit that sums `fanIn` of them has variance
 * v fanIn Var(weight).
 */

import { countEntries } from "./arrays.js";
import { Part, choice, number, positive } from "./fields.js";

/** @typedef {{standardNormal(): number, uniform(low: number, high: number): number}} Draws a generator of either kind */

/** @param {number} count @param {() => number} draw */
function fill(count, draw) {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = draw();
  return values;
}

/** An initializer draws an array of a shape, for units that read `fanIn` numbers and feed `fanOut`. */
class Initializer extends Part {
  /** @param {Draws} rng @param {number[]} shape @param {number} fanIn @param {number} fanOut @returns {Float64Array} */
  draw(rng, shape, fanIn, fanOut) {
    throw new Error("An initializer draws.");
  }
}

/** All zero: right for biases, useless for weights. */
export class Zeros extends Initializer {
  static type = "zeros";

  draw(rng, shape) {
    return new Float64Array(countEntries(shape));
  }
}

/** N(0, 2 / fanIn): keeps the variance through ReLU (He et al. 2015). */
export class He extends Initializer {
  static type = "he";

  draw(rng, shape, fanIn) {
    const scale = Math.sqrt(2 / fanIn);
    return fill(countEntries(shape), () => rng.standardNormal() * scale);
  }
}

/** U(-r, r) with r = sqrt(6 / (fanIn + fanOut)): variance 2 / (fanIn + fanOut) (Glorot, Bengio 2010). */
export class Glorot extends Initializer {
  static type = "glorot";

  draw(rng, shape, fanIn, fanOut) {
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return fill(countEntries(shape), () => rng.uniform(-limit, limit));
  }
}

/** N(0, 1 / fanIn): for tanh and sigmoid (LeCun et al. 1998). */
export class LeCun extends Initializer {
  static type = "lecun";

  draw(rng, shape, fanIn) {
    const scale = Math.sqrt(1 / fanIn);
    return fill(countEntries(shape), () => rng.standardNormal() * scale);
  }
}

/** N(0, scale^2); "outputs_first" draws the array transposed, as code does that stores weights as (outputs, inputs). */
export class ScaledNormal extends Initializer {
  static type = "scaled_normal";
  static fields = { scale: positive(0.01), drawn: choice("inputs_first", "outputs_first") };

  draw(rng, shape) {
    const values = fill(countEntries(shape), () => rng.standardNormal() * this.scale);
    return this.drawn === "outputs_first" ? reverseAxes(values, shape) : values;
  }
}

/** U[low, high). */
export class UniformRange extends Initializer {
  static type = "uniform_range";
  static fields = { low: number(-0.5), high: number(0.5) };

  draw(rng, shape) {
    return fill(countEntries(shape), () => rng.uniform(this.low, this.high));
  }
}

/** The array of `shape` whose transpose `values` are. @param {Float64Array} values @param {number[]} shape */
function reverseAxes(values, shape) {
  const result = new Float64Array(values.length);
  for (let at = 0; at < result.length; at++) {
    let rest = at;
    let from = 0;
    let stride = values.length;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      stride /= shape[axis];
      from += (rest % shape[axis]) * stride;
      rest = Math.floor(rest / shape[axis]);
    }
    result[at] = values[from];
  }
  return result;
}
