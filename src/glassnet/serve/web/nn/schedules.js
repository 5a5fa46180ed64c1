/** Schedules: the learning rate as a function of training progress. */

import { SettingError, formatError } from "./errors.js";
import { Part, count, list, number, part, positive, within } from "./fields.js";
import { cosPi, power } from "./math.js";

/**
 * Training progress: `step` counts updates from 0.
 * @typedef {{step: number, stepsPerEpoch: number, epochs: number}} Clock
 */

/** From 0 at the first update to 1 at the last. @param {Clock} clock */
function fractionOf({ step, stepsPerEpoch, epochs }) {
  return step / Math.max(stepsPerEpoch * epochs - 1, 1);
}

class Schedule extends Part {
  /** The rate for an update. @param {Clock} clock @returns {number} */
  rateAt(clock) {
    throw new Error("A schedule has a rate.");
  }
}

/** The same rate throughout. */
export class Constant extends Schedule {
  static type = "constant";
  static fields = { rate: positive() };

  rateAt() {
    return this.rate;
  }
}

/** One rate until an iteration, another from it on (iterations are updates, counted from 0). */
export class Switch extends Schedule {
  static type = "switch";
  static fields = { before: positive(), iteration: number(), after: positive() };

  rateAt({ step }) {
    return step < this.iteration ? this.before : this.after;
  }
}

/** `start` until update `updates[0]`, then constant `rates[0]` until `updates[1]`, and so on: a rate changed while training went on. */
export class Piecewise extends Schedule {
  static type = "piecewise";
  static fields = { start: part("schedule"), updates: list(number()), rates: list(positive()) };

  /** @param {Record<string, any>} settings */
  constructor(settings) {
    super(settings);
    const { updates, rates } = /** @type {any} */ (this);
    if (updates.length !== rates.length || updates.length === 0) {
      throw new SettingError(formatError("piecewise", "as many rates as updates, one or more", `${updates.length} updates and ${rates.length} rates`, "Write one rate for each update from which it holds."));
    }
    if (updates.some((/** @type {number} */ each, /** @type {number} */ i) => !Number.isInteger(each) || each <= (updates[i - 1] ?? -1))) {
      throw new SettingError(formatError("piecewise", "updates from 0 on, in ascending order", JSON.stringify(updates), "Sort them, with their rates."));
    }
  }

  rateAt(clock) {
    const changes = this.updates.filter((/** @type {number} */ update) => update <= clock.step).length;
    return changes > 0 ? this.rates[changes - 1] : this.start.rateAt(clock);
  }
}

/** `before` until the last `epochs` of the training, `after` in these. */
export class LastEpochs extends Schedule {
  static type = "last_epochs";
  static fields = { epochs: count(), after: within(0, Infinity), before: positive(1) };

  rateAt({ step, stepsPerEpoch, epochs }) {
    return Math.floor(step / stepsPerEpoch) < epochs - this.epochs ? this.before : this.after;
  }
}

/** rate factor^k after every k-th group of `every_epochs` epochs. */
export class Step extends Schedule {
  static type = "step";
  static fields = { rate: positive(), factor: positive(0.1), every_epochs: count(10) };

  rateAt({ step, stepsPerEpoch }) {
    return this.rate * power(this.factor, Math.floor(Math.floor(step / stepsPerEpoch) / this.every_epochs));
  }
}

/** rate factor^epoch, falling a little with every update. */
export class Exponential extends Schedule {
  static type = "exponential";
  static fields = { rate: positive(), factor: positive(0.95) };

  rateAt({ step, stepsPerEpoch }) {
    return this.rate * power(this.factor, step / stepsPerEpoch);
  }
}

/** From `rate` to `final` along half a cosine (Loshchilov, Hutter 2017). */
export class Cosine extends Schedule {
  static type = "cosine";
  static fields = { rate: positive(), final: within(0, Infinity, 0) };

  rateAt(clock) {
    return halfCosine(this.rate, this.final, fractionOf(clock));
  }
}

/** A rise from near zero over the first `steps` updates to what the schedule `then` says. */
export class LinearWarmUp extends Schedule {
  static type = "linear_warm_up";
  static fields = { steps: count(), then: part("schedule") };

  rateAt(clock) {
    return this.then.rateAt(clock) * Math.min((clock.step + 1) / this.steps, 1);
  }
}

/** Up to `peak` along half a cosine, then down to next to nothing (Smith 2018); the divisors are PyTorch's. */
export class OneCycle extends Schedule {
  static type = "one_cycle";
  static fields = { peak: positive(), warm_up: within(0, 1, 0.3), start_divisor: positive(25), final_divisor: positive(1e4) };

  rateAt(clock) {
    const fraction = fractionOf(clock);
    const start = this.peak / this.start_divisor;
    if (fraction < this.warm_up) return halfCosine(start, this.peak, fraction / this.warm_up);
    return halfCosine(this.peak, start / this.final_divisor, (fraction - this.warm_up) / (1 - this.warm_up));
  }
}

/** From `start` at 0 to `end` at 1, level at both ends. @param {number} start @param {number} end @param {number} fraction */
function halfCosine(start, end, fraction) {
  return end + ((start - end) * (1 + cosPi(fraction))) / 2;
}
