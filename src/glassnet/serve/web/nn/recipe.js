/** An experiment as plain values, in the form that recipes have in TOML and model files, and what it builds. */

import { countEntries } from "./arrays.js";
import { fromPlain } from "./catalog.js";
import { SettingError, didYouMean, formatError } from "./errors.js";
import { isCount } from "./fields.js";
import { Network } from "./network.js";
import { Generator, RandomState } from "./random.js";

/** Keeps the draws of first weights apart from every other use of the same seed. */
const WEIGHT_STREAM = 0x3e167;

/** What each field of a recipe is where it is left out. */
const DEFAULTS = {
  description: "", input_shape: [784], loss: "softmax_cross_entropy", optimizer: "adam",
  schedule: { type: "one_cycle", peak: 0.003 }, epochs: 6, batch_size: 128, order: "shuffled", precision: "float32", seed: 0,
  generator: "pcg64", data: "mnist", examples: null, validation: 5000, rejects: false, gradient_rules: [], averaging: null,
  stopping: null, update: "after_backward",
};

/** Fields that only Python's training knows: an example is made anew or added. Here they have to be taken out. */
const PYTHON_ONLY = ["simulated", "non_digits", "augmentation", "settling"];

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
  const table = expandSlips(expandRate(plain));
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
    rejects: full.rejects || (full.non_digits ?? 0) > 0,
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
 * The recipe with "classes" and a missing input shape replaced by those of the data.
 * @param {PlainRecipe} plain @param {number} classes outputs, "none of these" included @param {number[]} imageShape
 * @returns {PlainRecipe}
 */
export function resolveRecipe(plain, classes, imageShape) {
  const layers = plain.layers.map((layer) => (typeof layer === "object" && layer.units === "classes" ? { ...layer, units: classes } : layer));
  const readsImages = typeOf(layers[0]) !== "dense";
  const shape = readsImages ? [...imageShape, 1].slice(0, 3) : [countEntries(imageShape)];
  return { ...plain, layers, input_shape: plain.input_shape ?? shape };
}

/** @param {import("./catalog.js").Plain} plain */
function typeOf(plain) {
  return typeof plain === "string" ? plain : plain.type;
}

/** `learning_rate = 0.1` is short for a constant schedule. */
function expandRate({ learning_rate: rate, ...table }) {
  if (rate === undefined) return table;
  if ("schedule" in table) {
    throw new SettingError(formatError(table.name, "learning_rate or schedule", "both", "Leave one of them out."));
  }
  return { ...table, schedule: { type: "constant", rate } };
}

/** Model files of the first format list deviations in a table of their own. */
function expandSlips({ slips, ...table }) {
  if (slips === undefined) return table;
  const { bias_gradient: bias, update, softmax_maximum = "per_example", cost = "mean_over_examples" } = slips;
  const rules = bias === "summed" ? ["summed_bias_gradient", ...(table.gradient_rules ?? [])] : table.gradient_rules;
  const correct = softmax_maximum === "per_example" && cost === "mean_over_examples";
  return {
    ...table,
    ...(correct ? {} : { loss: { type: "tutorial_cross_entropy", softmax_maximum, cost } }),
    ...(rules === undefined ? {} : { gradient_rules: rules }),
    ...(update === "before_propagating" ? { update: "during_backward" } : {}),
  };
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
  for (const name of ["validation", "seed"]) expect(isCount(full[name], 0), `${name} as a whole number from 0`, full[name]);
  expect(full.examples === null || isCount(full.examples, 1), "examples as a whole number above 0", full.examples);
  for (const [name, words] of Object.entries(CHOICES)) {
    expect(words.includes(full[name]), `${name} as ${words.map((word) => `'${word}'`).join(" or ")}`, full[name]);
  }
  expect(full.update === "after_backward" || full.gradient_rules.length === 0, "no gradient_rules with update = 'during_backward'", full.gradient_rules);
}

