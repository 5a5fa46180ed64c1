/** The public parts by name, and the way between parts and the plain values of recipes and model files. */

import * as activations from "./activations.js";
import * as averaging from "./averaging.js";
import * as convolution from "./convolution.js";
import * as deviations from "./deviations.js";
import { SettingError, didYouMean, formatError } from "./errors.js";
import { Part } from "./fields.js";
import * as initializers from "./initializers.js";
import * as layers from "./layers.js";
import * as losses from "./losses.js";
import * as normalization from "./normalization.js";
import * as optimizers from "./optimizers.js";
import * as pooling from "./pooling.js";
import * as regularization from "./regularization.js";
import * as schedules from "./schedules.js";
import * as smooth from "./smooth-activations.js";

/** @typedef {string | {type: string, [setting: string]: any}} Plain a type's name, or a table of it and its settings */

const { Identity, ReLU, LeakyReLU, Sigmoid, Tanh, Softmax } = activations;
const { Zeros, He, Glorot, LeCun, ScaledNormal, UniformRange } = initializers;
const { Dense, Activate, Flatten, Dropout } = layers;
const { GradientDescent, Momentum, Nesterov, RMSProp, Adam, AdamW } = optimizers;
const { Constant, Switch, Piecewise, LastEpochs, Step, Exponential, Cosine, LinearWarmUp, OneCycle } = schedules;

/** @type {Record<string, Record<string, typeof Part>>} */
export const PARTS = {
  activation: byType(Identity, ReLU, LeakyReLU, Sigmoid, Tanh, Softmax, smooth.GELU, smooth.SiLU, smooth.ELU, smooth.Softplus),
  initializer: byType(Zeros, He, Glorot, LeCun, ScaledNormal, UniformRange),
  layer: byType(
    Dense, Activate, Flatten, Dropout, convolution.Conv2D, pooling.MaxPool2D, pooling.AveragePool2D,
    pooling.GlobalAveragePool, normalization.LayerNorm,
  ),
  loss: byType(
    losses.SoftmaxCrossEntropy, losses.SigmoidCrossEntropy, losses.SquaredError, losses.MeanSquaredError,
    deviations.UnshiftedCrossEntropy, deviations.BatchMaximumCrossEntropy,
  ),
  optimizer: byType(GradientDescent, Momentum, Nesterov, RMSProp, Adam, AdamW),
  schedule: byType(Constant, Switch, Piecewise, LastEpochs, Step, Exponential, Cosine, LinearWarmUp, OneCycle),
  gradient_rule: byType(
    regularization.WeightDecay, regularization.L1Penalty, regularization.ClipNorm, regularization.ClipValue, deviations.SummedBiasGradient,
  ),
  averaging: byType(averaging.ExponentialAverage, averaging.TailAverage),
};

/** @param {...typeof Part} parts */
function byType(...parts) {
  return Object.fromEntries(parts.map((each) => [each.type, each]));
}

/**
 * The part of a kind that plain values describe. Raises `SettingError` for what there is not.
 * @param {string} kind @param {Plain} plain @param {string} [where]
 * @returns {any}
 */
export function fromPlain(kind, plain, where = kind) {
  const { type, ...settings } = typeof plain === "string" ? { type: plain } : (plain ?? { type: undefined });
  const known = PARTS[kind];
  if (typeof type !== "string" || !Object.hasOwn(known, type)) {
    throw new SettingError(formatError(where, `a known ${kind}`, `'${type}'`, didYouMean(`${type}`, Object.keys(known))));
  }
  const Kind = known[type];
  for (const [name, value] of Object.entries(settings)) {
    const nested = Kind.fields[name]?.kind;
    if (nested !== undefined) settings[name] = fromPlain(nested, value, `${where}, ${name}`);
  }
  return attempt(where, () => new Kind(settings));
}

/** @template T @param {string} where @param {() => T} make @returns {T} */
function attempt(where, make) {
  try {
    return make();
  } catch (error) {
    if (error instanceof SettingError) throw new SettingError(`${where}: ${error.message}`);
    throw error;
  }
}

/** A part as plain values: its type alone, or with the settings that are not at their default. @param {Part} part @returns {Plain} */
export function toPlain(part) {
  const { type, fields } = /** @type {typeof Part} */ (part.constructor);
  const settings = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = plainValue(part[name]);
    if (JSON.stringify(value) !== JSON.stringify(plainValue(field.fallback))) settings[name] = value;
  }
  return Object.keys(settings).length > 0 ? { type, ...settings } : type;
}

/** @param {unknown} value */
function plainValue(value) {
  return value instanceof Part ? toPlain(value) : value;
}
