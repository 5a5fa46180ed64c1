/** Averages of the parameters over training, which often predict better than the last ones. */

import { Part, within } from "./fields.js";

/** @typedef {import("./arrays.js").Numbers} Numbers */

class Averaging extends Part {
  /** How far the average moves towards the parameters at this update. @param {import("./schedules.js").Clock} clock @returns {number} */
  shareAt(clock) {
    throw new Error("An average has a share.");
  }

  /** average <- average + share (w - average). @param {Numbers} average @param {Numbers} w @param {import("./schedules.js").Clock} clock */
  update(average, w, clock) {
    const share = this.shareAt(clock);
    for (let i = 0; i < w.length; i++) average[i] += share * (w[i] - average[i]);
  }
}

/** share = 1 - decay; early on decay is (1 + t) / (10 + t) where that is smaller, so that the start is forgotten. */
export class ExponentialAverage extends Averaging {
  static type = "exponential_average";
  static fields = { decay: within(0, 1, 0.999) };

  shareAt({ step }) {
    return 1 - Math.min(this.decay, (step + 2) / (step + 11));
  }
}

/** The mean of the parameters after each update in the last part of training. */
export class TailAverage extends Averaging {
  static type = "tail_average";
  static fields = { start: within(0, 1, 0.75) };

  shareAt({ step, stepsPerEpoch, epochs }) {
    const counted = step - Math.floor(this.start * stepsPerEpoch * epochs);
    return counted > 0 ? 1 / (counted + 1) : 1;
  }
}
