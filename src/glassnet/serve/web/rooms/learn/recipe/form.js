/** What the form shows of a recipe, and the recipe with one field changed; settings that the form does not know are kept. */

import { typeOf } from "./description.js";

/** @typedef {import("../../../nn/recipe.js").PlainRecipe} PlainRecipe */
/**
 * @typedef {object} Form
 * @property {number[]} hidden        units of each hidden layer
 * @property {string} activation @property {string} initializer @property {string} loss @property {string} optimizer
 * @property {string} schedule @property {number} rate
 * @property {number | "full"} batchSize @property {number} epochs @property {number} seed
 * @property {number} weightDecay     L2 @property {number} l1Penalty @property {number} dropout
 * @property {number | null} examples @property {number} validation
 * @property {boolean} isPlain        whether it is a row of dense layers, which the form can change
 */

export const ACTIVATIONS = ["relu", "leaky_relu", "sigmoid", "tanh", "gelu", "identity"];
export const INITIALIZERS = ["he", "glorot", "lecun", "scaled_normal", "uniform_range", "zeros"];
export const LOSSES = ["softmax_cross_entropy", "sigmoid_cross_entropy", "squared_error", "mean_squared_error"];
export const OPTIMIZERS = ["gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "adamw"];
export const SCHEDULES = ["constant", "one_cycle", "cosine", "exponential", "step"];
/** These take activations, so the last layer needs one; the others take logits. */
const ON_ACTIVATIONS = ["squared_error", "mean_squared_error"];
/** The setting in which a schedule has its largest rate. @type {Record<string, string>} */
const RATE_NAMES = { one_cycle: "peak", switch: "before", last_epochs: "before" };
/** The gradient rules that the form knows. */
const PENALTIES = ["weight_decay", "l1_penalty"];
/** Initializers whose settings are required. @type {Record<string, object>} */
const WITH_SETTINGS = { scaled_normal: { type: "scaled_normal", scale: 1 } };

/** @param {PlainRecipe} recipe @returns {Form} */
export function readForm(recipe) {
  const dense = /** @type {any[]} */ (recipe.layers.filter((layer) => typeOf(layer, "") === "dense"));
  const hidden = dense.slice(0, -1);
  const model = hidden[0] ?? dense.at(-1) ?? {};
  const dropout = /** @type {any} */ (recipe.layers.find((layer) => typeOf(layer, "") === "dropout"));
  const schedule = recipe.learning_rate === undefined ? (recipe.schedule ?? { type: "one_cycle", peak: 0.003 }) : { type: "constant", rate: recipe.learning_rate };
  const type = typeOf(schedule, "constant");
  return {
    hidden: hidden.map(({ units }) => units),
    activation: typeOf(hidden[0]?.activation, hidden.length ? "identity" : "relu"),
    initializer: typeOf(model.weights, "glorot"),
    loss: typeOf(recipe.loss, "softmax_cross_entropy"),
    optimizer: typeOf(recipe.optimizer, "adam"),
    schedule: type, rate: readRate(schedule),
    batchSize: recipe.batch_size ?? 128, epochs: recipe.epochs ?? 6, seed: recipe.seed ?? 0,
    weightDecay: readDecay(recipe), l1Penalty: readRule(recipe, "l1_penalty"), dropout: dropout ? (dropout.rate ?? 0.5) : 0,
    examples: recipe.examples ?? null, validation: recipe.validation ?? 5000,
    isPlain: recipe.layers.every((layer) => ["dense", "dropout"].includes(typeOf(layer, ""))),
  };
}

/** The largest rate of a schedule; of one that was changed while it trained, that of its start. @param {Record<string, any>} schedule @returns {number} */
function readRate(schedule) {
  return schedule.type === "piecewise" ? readRate(schedule.start) : (schedule[RATE_NAMES[schedule.type] ?? "rate"] ?? 0.003);
}

/** @param {Record<string, any>} schedule @param {number} rate @returns {Record<string, any>} */
function replaceRate(schedule, rate) {
  return schedule.type === "piecewise" ? { ...schedule, start: replaceRate(schedule.start, rate) } : { ...schedule, [RATE_NAMES[schedule.type] ?? "rate"]: rate };
}

/** @param {PlainRecipe} recipe */
function readDecay(recipe) {
  return typeOf(recipe.optimizer, "") === "adamw" ? (recipe.optimizer.weight_decay ?? 0.01) : readRule(recipe, "weight_decay");
}

/** The rate of a gradient rule, 0 without it. @param {PlainRecipe} recipe @param {string} type @returns {number} */
function readRule({ gradient_rules: rules = [] }, type) {
  return rules.find((/** @type {any} */ each) => typeOf(each, "") === type)?.rate ?? 0;
}

/** @param {PlainRecipe} recipe @param {Partial<Form>} changes @returns {PlainRecipe} */
export function changeForm(recipe, changes) {
  const form = { ...readForm(recipe), ...changes };
  const result = { ...recipe };
  const has = (/** @type {(keyof Form)[]} */ ...names) => names.some((name) => name in changes);
  if (has("hidden", "activation", "initializer", "loss", "dropout")) result.layers = buildLayers(recipe, form, changes);
  if (has("loss")) result.loss = form.loss;
  if (has("optimizer", "weightDecay", "l1Penalty")) Object.assign(result, buildOptimizer(recipe, form, changes));
  if (has("rate", "schedule")) Object.assign(result, buildSchedule(recipe, form, changes));
  if (has("batchSize")) result.batch_size = form.batchSize;
  for (const name of /** @type {const} */ (["epochs", "seed", "validation"])) if (has(name)) result[name] = form[name];
  if (has("examples")) result.examples = form.examples ?? undefined;
  return dropUndefined(result);
}

/** @param {PlainRecipe} recipe @param {Form} form @param {Partial<Form>} changes */
function buildLayers(recipe, form, changes) {
  const dense = /** @type {any[]} */ (recipe.layers.filter((layer) => typeOf(layer, "") === "dense"));
  const [last, template] = [dense.at(-1), dense.length > 1 ? dense[0] : { type: "dense", activation: "relu", weights: "he" }];
  const weights = "initializer" in changes ? (WITH_SETTINGS[form.initializer] ?? form.initializer) : undefined;
  const hidden = form.hidden.map((units, i) => {
    const layer = { ...(dense[i] && i < dense.length - 1 ? dense[i] : template), units };
    if ("activation" in changes) layer.activation = form.activation;
    if (weights !== undefined) layer.weights = weights;
    return layer;
  });
  const output = { ...last };
  if (weights !== undefined && (form.initializer === "zeros" || form.hidden.length === 0)) output.weights = weights;
  else if (weights !== undefined && output.weights === "zeros") delete output.weights;
  if ("loss" in changes) {
    if (!ON_ACTIVATIONS.includes(form.loss)) delete output.activation;
    else output.activation ??= "sigmoid";
  }
  const dropout = form.dropout > 0 ? [{ type: "dropout", rate: form.dropout }] : [];
  return [...hidden.flatMap((layer) => [layer, ...dropout]), output];
}

/** @param {PlainRecipe} recipe @param {Form} form @param {Partial<Form>} changes */
function buildOptimizer(recipe, form, changes) {
  const others = (recipe.gradient_rules ?? []).filter((/** @type {any} */ each) => !PENALTIES.includes(typeOf(each, "")));
  const kept = typeof recipe.optimizer === "object" && !("optimizer" in changes) ? recipe.optimizer : { type: form.optimizer };
  const isDecoupled = form.optimizer === "adamw";
  // Penalties come before clipping, as a penalty is a part of the gradient.
  const rules = [
    ...(form.weightDecay > 0 && !isDecoupled ? [{ type: "weight_decay", rate: form.weightDecay }] : []),
    ...(form.l1Penalty > 0 ? [{ type: "l1_penalty", rate: form.l1Penalty }] : []), ...others,
  ];
  const { type, ...settings } = kept;
  const optimizer = isDecoupled ? { ...kept, weight_decay: form.weightDecay } : Object.keys(settings).length ? kept : type;
  return { optimizer, gradient_rules: rules.length ? rules : undefined };
}

/** @param {PlainRecipe} recipe @param {Form} form @param {Partial<Form>} changes */
function buildSchedule(recipe, form, changes) {
  if (form.schedule === "constant") return { learning_rate: form.rate, schedule: undefined };
  const before = typeOf(recipe.schedule, "one_cycle") === form.schedule && !("schedule" in changes) ? recipe.schedule : {};
  return { learning_rate: undefined, schedule: replaceRate({ type: form.schedule, ...before }, form.rate) };
}

/** @param {PlainRecipe} table @returns {PlainRecipe} */
function dropUndefined(table) {
  return /** @type {PlainRecipe} */ (Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)));
}

/**
 * What is wrong with a form's values, by field; nothing where all is well.
 * @param {Form} form @param {number} count of training examples
 * @returns {Partial<Record<keyof Form, string>>}
 */
export function checkForm(form, count) {
  /** @type {Partial<Record<keyof Form, string>>} */
  const wrong = {};
  const isWhole = (/** @type {unknown} */ value, low = 1, high = Infinity) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high;
  if (form.hidden.length > 4) wrong.hidden = "At most 4 hidden layers.";
  else if (!form.hidden.every((units) => isWhole(units, 1, 256))) wrong.hidden = "Each layer needs 1 to 256 neurons.";
  if (!(form.rate > 0) || !Number.isFinite(form.rate)) wrong.rate = "The rate must be above 0.";
  if (form.batchSize !== "full" && !isWhole(form.batchSize)) wrong.batchSize = "A whole number from 1.";
  if (!isWhole(form.epochs, 1, 1000)) wrong.epochs = "1 to 1000 epochs.";
  if (!isWhole(form.seed, 0, 2 ** 32 - 1)) wrong.seed = "A whole number from 0.";
  if (!(form.weightDecay >= 0)) wrong.weightDecay = "0 or more.";
  if (!(form.l1Penalty >= 0)) wrong.l1Penalty = "0 or more.";
  if (!(form.dropout >= 0 && form.dropout < 1)) wrong.dropout = "From 0 to below 1.";
  if (form.examples !== null && !isWhole(form.examples, 1)) wrong.examples = "A whole number from 1, or nothing for all.";
  const used = Math.min(form.examples ?? count, count);
  if (!isWhole(form.validation, 0)) wrong.validation = "A whole number from 0.";
  else if (form.validation >= used) wrong.validation = `Fewer than the ${used.toLocaleString("en")} examples.`;
  return wrong;
}
