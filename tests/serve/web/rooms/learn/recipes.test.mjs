import assert from "node:assert/strict";
import test from "node:test";

const ROOM = "../../../../../src/glassnet/serve/web/rooms/learn/";
const { buildRecipe, resolveRecipe } = await import("../../../../../src/glassnet/serve/web/nn/recipe.js");
const { changeRate } = await import("../../../../../src/glassnet/serve/web/nn/rate-changes.js");
const { readToml } = await import(`${ROOM}recipe/toml-read.js`);
const { writeToml } = await import(`${ROOM}recipe/toml-write.js`);
const { changeForm, checkForm, readForm } = await import(`${ROOM}recipe/form.js`);
const { FAILURES, FIRST_RECIPE, PRESETS } = await import(`${ROOM}recipe/presets.js`);
const { formatRun, parseRun } = await import(`${ROOM}recipe/address.js`);
const { describeRecipe } = await import(`${ROOM}recipe/description.js`);
const { fitRecipe } = await import(`${ROOM}recipe/fit.js`);
const { findDifferences } = await import(`${ROOM}recipe/differences.js`);

const build = (recipe) => buildRecipe(resolveRecipe(recipe, 10, [28, 28]));

test("every preset can be built, and survives TOML and the address", () => {
  for (const { id, recipe, shuffled } of PRESETS) {
    build(recipe);
    assert.deepEqual(readToml(writeToml(recipe)), JSON.parse(JSON.stringify(recipe)), id);
    const params = formatRun({ recipe, shuffled: Boolean(shuffled) });
    if (id !== "first") assert.deepEqual(parseRun(params).recipe, recipe, id);
    assert.equal(parseRun(params)?.shuffled ?? false, Boolean(shuffled), id);
  }
});

test("a changed recipe is in the address whole; what is no recipe is not read", () => {
  const recipe = { ...FIRST_RECIPE, seed: 7 };
  assert.deepEqual(parseRun(formatRun({ recipe, shuffled: true })), { recipe, shuffled: true });
  for (const text of ["", "{", "[]", "3", '{"layers": 4}']) assert.equal(parseRun({ recipe: text }), null);
});

test("TOML is read with comments, tables, escapes and numbers", () => {
  const text = `# a recipe
name = "a \\"b\\" \\u00e9" # comment
'odd key' = 'C:\\raw'
batch_size = "full"
learning_rate = 1_0.5e-1
[schedule]
type = "cosine"
rate = +2
[optimizer.inner]
on = true
`;
  const found = readToml(text.replaceAll("\n", "\r\n"));
  assert.deepEqual(found, {
    name: 'a "b" é', "odd key": "C:\\raw", batch_size: "full", learning_rate: 1.05, schedule: { type: "cosine", rate: 2 }, optimizer: { inner: { on: true } },
  });
  assert.equal(Object.getPrototypeOf(readToml("__proto__ = 1")), Object.prototype);
});

test("mistakes in TOML are named with their line", () => {
  const cases = [
    ["a = 1\nb = relu", 2, /in quotes/], ["a = 1\na = 2", 2, /twice/], ['a = "x', 1, /at its end/], ["a = [1 2]", 1, /comma/], ["\n\n= 3", 3, /a name/],
    ["a = 1 b = 2", 1, /end of the line/], ["[[x]]", 1, /not read here/], ["a = {b = 1", 1, /comma or }/], ["a =", 1, /a value/], ["a = 1\n[a]", 2, /is a value/],
  ];
  for (const [text, line, message] of cases) {
    assert.throws(() => readToml(text), (error) => error.line === line && message.test(error.message), text);
  }
});

test("the form reads what recipes say, and changes that alone", () => {
  const form = readForm(FIRST_RECIPE);
  assert.deepEqual(form.hidden, [16, 16]);
  assert.deepEqual([form.activation, form.initializer, form.optimizer, form.rate, form.schedule], ["relu", "he", "adam", 0.003, "constant"]);
  const fields = {
    hidden: [30, 20, 10], activation: "tanh", initializer: "scaled_normal", loss: "squared_error", optimizer: "momentum", schedule: "one_cycle", rate: 0.5,
    batchSize: "full", epochs: 3, seed: 9, weightDecay: 0.01, l1Penalty: 0.001, dropout: 0.2, examples: 500, validation: 50,
  };
  let recipe = FIRST_RECIPE;
  for (const [name, value] of Object.entries(fields)) {
    recipe = changeForm(recipe, { [name]: value });
    build(recipe);
    assert.deepEqual(readForm(recipe)[name], value, name);
  }
  for (const [name, value] of Object.entries(fields)) assert.deepEqual(readForm(recipe)[name], value, name);
  assert.equal(recipe.layers.at(-1).activation, "sigmoid");
  recipe = changeForm(recipe, { loss: "softmax_cross_entropy" });
  assert.equal(recipe.layers.at(-1).activation, undefined);
  const none = changeForm(recipe, { hidden: [], examples: null, weightDecay: 0, l1Penalty: 0 });
  assert.equal(none.layers.length, 1);
  assert.equal("examples" in none || "gradient_rules" in none, false);
  build(none);
});

test("the L1 penalty is a gradient rule before the others, with AdamW, too", () => {
  const clipped = { ...FIRST_RECIPE, gradient_rules: [{ type: "clip_norm", limit: 1 }] };
  const both = changeForm(changeForm(clipped, { weightDecay: 0.1 }), { l1Penalty: 0.001 });
  assert.deepEqual(both.gradient_rules, [{ type: "weight_decay", rate: 0.1 }, { type: "l1_penalty", rate: 0.001 }, { type: "clip_norm", limit: 1 }]);
  const decoupled = changeForm(both, { optimizer: "adamw" });
  assert.deepEqual(decoupled.gradient_rules, [{ type: "l1_penalty", rate: 0.001 }, { type: "clip_norm", limit: 1 }]);
  assert.deepEqual([readForm(decoupled).weightDecay, readForm(decoupled).l1Penalty], [0.1, 0.001]);
  build(decoupled);
});

test("a rate changed while training is in the form, the words, the TOML and the address", () => {
  const changed = changeRate(changeRate(FIRST_RECIPE, 500, 0.01), 1200, 0.0003);
  build(changed);
  const form = readForm(changed);
  assert.deepEqual([form.schedule, form.rate], ["piecewise", 0.003]);
  assert.equal(describeRecipe(changed), "784-16-16-10 · ReLU · Adam, 0.003, 0.0003 from update 1,200");
  assert.deepEqual(readToml(writeToml(changed)), changed);
  assert.deepEqual(parseRun(formatRun({ recipe: changed, shuffled: false })).recipe, changed);
  assert.deepEqual(findDifferences(FIRST_RECIPE, changed), ["a rate changed while training"]);
  const slower = changeForm(changed, { rate: 0.001 });
  assert.deepEqual(slower.schedule, { ...changed.schedule, start: { type: "constant", rate: 0.001 } });
  assert.deepEqual(changeForm(changed, { schedule: "constant" }), { ...FIRST_RECIPE });
});

test("mistakes of the form are found at their field", () => {
  const form = readForm(FIRST_RECIPE);
  const wrong = (changes) => Object.keys(checkForm({ ...form, ...changes }, 60_000));
  assert.deepEqual(wrong({}), []);
  assert.deepEqual(wrong({ hidden: [1, 2, 3, 4, 5] }), ["hidden"]);
  assert.deepEqual(wrong({ hidden: [0] }), ["hidden"]);
  assert.deepEqual(wrong({ hidden: [300] }), ["hidden"]);
  assert.deepEqual(wrong({ rate: 0 }), ["rate"]);
  assert.deepEqual(wrong({ rate: NaN }), ["rate"]);
  assert.deepEqual(wrong({ batchSize: 0 }), ["batchSize"]);
  assert.deepEqual(wrong({ batchSize: "full" }), []);
  assert.deepEqual(wrong({ examples: 100, validation: 100 }), ["validation"]);
  assert.deepEqual(wrong({ l1Penalty: -1 }), ["l1Penalty"]);
  assert.deepEqual(wrong({ dropout: 1 }), ["dropout"]);
});

test("recipes in words", () => {
  assert.equal(describeRecipe(FIRST_RECIPE), "784-16-16-10 · ReLU · Adam, 0.003");
  const other = changeForm(FIRST_RECIPE, { rate: 0.03, hidden: [64] });
  assert.deepEqual(findDifferences(FIRST_RECIPE, other), ["network 784-16-16-10 or 784-64-10", "rate 0.003 or 0.03"]);
  assert.deepEqual(findDifferences(FIRST_RECIPE, FIRST_RECIPE), []);
  assert.equal(FAILURES.length, 6);
});

test("few examples are not all held out", () => {
  assert.equal(fitRecipe(FIRST_RECIPE, 60_000), FIRST_RECIPE);
  assert.equal(fitRecipe(FIRST_RECIPE, 4000).validation, 400);
  assert.equal(fitRecipe({ ...FIRST_RECIPE, examples: 300 }, 60_000).validation, 30);
  assert.equal("validation" in fitRecipe({ ...FIRST_RECIPE, validation: 0 }, 4000), true);
});
