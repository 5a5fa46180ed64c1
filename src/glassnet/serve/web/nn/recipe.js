/** An experiment as plain values, in the form that recipes have in TOML and model files, and what it builds. */

import { countEntries } from "./arrays.js";
import { fromPlain } from "./catalog.js";
import { SettingError, ShapeError, didYouMean, formatError } from "./errors.js";
import { isCount } from "./fields.js";
import { Network } from "./network.js";
import { Generator, RandomState } from "./random.js";

/** Keeps the draws of first weights apart from every other use of the same seed. */
const WEIGHT_STREAM = 0x3e167;

/** What each field of a recipe is where it is left out. */
const DEFAULTS = {
  description: "", input_shape: null, loss: "softmax_cross_entropy", optimizer: "adam",
  schedule: { type: "one_cycle", peak: 0.003 }, epochs: 6, batch_size: 128, order: "shuffled", precision: "float32", seed: 0,
  generator: "pcg64", data: "mnist", examples: null, validation: 5000, rejects: false, gradient_rules: [], averaging: null,
  stopping: null, update: "after_backward",
};

/** Fields that only Python's training knows: an example is made anew or added. Here they have to be taken out. */
const PYTHON_ONLY = ["simulated", "non_digits", "augmentation"];

const CHOICES = {
  order: ["shuffled", "file"], precision: ["float32", "float64"], generator: ["pcg64", "legacy"],
  update: ["after_backward", "during_backward"],
};

/** @typedef {Record<string, any> & {name: string, layers: import("./catalog.js").Plain[]}} PlainRecipe */

/**
 * The recipe with all parts built, ready to train. Raises `SettingError` or `ShapeError` where it is wrong.
 * @param {PlainRecipe} plain
 */
export function buildRecipe(plain) {
  const table = expandRate(plain);
  checkNames(table);
  const full = { ...DEFAULTS, ...table };
  checkValues(full);
  const where = full.name;
  const layers = full.layers.map((layer, i) => fromPlain("layer", layer, `${where}, layer ${i + 1}`));
  const recipe = {
    plain,
    name: full.name,
    network: new Network(layers, full.input_shape),
    loss: fromPlain("loss", full.loss, `${where}, loss`),
    optimizer: fromPlain("optimizer", full.optimizer, `${where}, optimizer`),
    schedule: fromPlain("schedule", full.schedule, `${where}, schedule`),
    gradientRules: full.gradient_rules.map((rule) => fromPlain("gradient_rule", rule, `${where}, gradient_rules`)),
    averaging: full.averaging === null ? null : fromPlain("averaging", full.averaging, `${where}, averaging`),
    stopping: full.stopping,
    epochs: full.epochs,
    batchSize: full.batch_size,
    shuffled: full.order === "shuffled",
    precision: full.precision,
    seed: full.seed,
    generator: full.generator,
    examples: full.examples,
    validation: full.validation,
    rejects: full.rejects,
    duringBackward: full.update === "during_backward",
    pythonOnly: PYTHON_ONLY.filter((name) => full[name]),
  };
  return Object.freeze(recipe);
}

/** @typedef {ReturnType<typeof buildRecipe>} Recipe */

/** The first weights: a pure function of the recipe and its seed, the same as in Python. @param {Recipe} recipe */
export function initializeParameters({ network, generator, seed, precision }) {
  const rng = generator === "legacy" ? new RandomState(seed) : new Generator([WEIGHT_STREAM, seed]);
  return network.initialize(rng, precision);
}

/** The recipe without what only Python's training can do. @param {PlainRecipe} plain @returns {PlainRecipe} */
export function dropPythonOnly(plain) {
  return /** @type {PlainRecipe} */ (Object.fromEntries(Object.entries(plain).filter(([name]) => !PYTHON_ONLY.includes(name))));
}

/**
 * The recipe for data with so many classes and images `[height, width]` or with channels: "classes" becomes a number, one
 * more if the recipe rejects, and a missing input shape one row of pixels, or that of the images for layers that need these.
 * @param {PlainRecipe} plain @param {number} classCount @param {number[]} imageShape
 * @returns {PlainRecipe}
 */
export function resolveRecipe(plain, classCount, imageShape) {
  const units = classCount + (plain.rejects ? 1 : 0);
  const layers = plain.layers.map((layer) => (typeof layer === "object" && layer.units === "classes" ? { ...layer, units } : layer));
  return { ...plain, layers, input_shape: plain.input_shape ?? findInputShape(layers, imageShape) };
}

/** One row of pixels where the layers take that, else images with an axis for channels. */
function findInputShape(layers, imageShape) {
  const flat = [countEntries(imageShape)];
  try {
    return new Network(layers.map((layer) => fromPlain("layer", layer)), flat).inputShape;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return imageShape.length === 3 ? imageShape : [...imageShape, 1];
  }
}

/** `learning_rate = 0.1` is short for a constant schedule. */
function expandRate({ learning_rate: rate, ...table }) {
  if (rate === undefined) return table;
  if ("schedule" in table) {
    throw new SettingError(formatError(table.name, "learning_rate or schedule", "both", "Leave one of them out."));
  }
  return { ...table, schedule: { type: "constant", rate } };
}

function checkNames(table) {
  const known = ["name", "layers", ...Object.keys(DEFAULTS), ...PYTHON_ONLY];
  for (const name of Object.keys(table)) {
    if (!known.includes(name)) {
      throw new SettingError(formatError(table.name, "settings of a recipe", `'${name}'`, didYouMean(name, known)));
    }
  }
}

function checkValues(full) {
  const expect = (holds, expected, value) => {
    if (!holds) throw new SettingError(formatError(full.name, expected, JSON.stringify(value), "Choose another value."));
  };
  expect(typeof full.name === "string" && full.name !== "", "a name", full.name);
  expect(Array.isArray(full.layers), "a list of layers", full.layers);
  expect(isCount(full.epochs, 1), "epochs as a whole number above 0", full.epochs);
  expect(full.batch_size === "full" || isCount(full.batch_size, 1), "batch_size as a whole number above 0, or 'full'", full.batch_size);
  const flexible = full.layers.some((layer) => layer?.units === "classes") || full.input_shape === null;
  expect(!flexible, "a resolved recipe, with input_shape and numbers of units", { input_shape: full.input_shape });
  for (const name of ["validation", "seed"]) expect(isCount(full[name], 0), `${name} as a whole number from 0`, full[name]);
  expect(full.examples === null || isCount(full.examples, 1), "examples as a whole number above 0", full.examples);
  for (const [name, words] of Object.entries(CHOICES)) {
    expect(words.includes(full[name]), `${name} as ${words.map((word) => `'${word}'`).join(" or ")}`, full[name]);
  }
  const plainDescent = full.optimizer === "gradient_descent" && full.gradient_rules.length === 0;
  expect(full.update === "after_backward" || plainDescent, "plain gradient_descent with update = 'during_backward'", full.optimizer);
}

