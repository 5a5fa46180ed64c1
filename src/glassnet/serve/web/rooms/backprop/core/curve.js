/** The loss as a function of one parameter, all others fixed; and its derivative by differences. */

/** @typedef {import("./experiment.js").Experiment} Experiment */

const POINTS = 41;
const FEW_POINTS = 13;
/** Milliseconds for one loss above which fewer points are taken. */
const SLOW = 4;

/**
 * @param {Experiment} experiment @param {number} index in the vector @param {number} center @param {number} reach to both sides
 * @returns {{xs: number[], ys: number[]}}
 */
export function traceCurve(experiment, index, center, reach) {
  const parameters = experiment.parameters.copy();
  const started = performance.now();
  const measureAt = (/** @type {number} */ value) => {
    parameters.vector[index] = value;
    return experiment.measure(parameters);
  };
  measureAt(center);
  const count = performance.now() - started > SLOW ? FEW_POINTS : POINTS;
  const xs = Array.from({ length: count }, (_, i) => center - reach + (2 * reach * i) / (count - 1));
  return { xs, ys: xs.map(measureAt) };
}

/** (L(w + e) − L(w − e)) / 2e. @param {Experiment} experiment @param {number} index @param {number} step */
export function measureSlope(experiment, index, step) {
  const parameters = experiment.parameters.copy();
  const value = parameters.vector[index];
  parameters.vector[index] = value + step;
  const above = experiment.measure(parameters);
  parameters.vector[index] = value - step;
  const below = experiment.measure(parameters);
  return { above, below, slope: (above - below) / (2 * step) };
}
