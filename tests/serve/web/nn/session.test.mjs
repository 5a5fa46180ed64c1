import assert from "node:assert/strict";
import test from "node:test";
import { MessageChannel } from "node:worker_threads";

import { changeRate } from "../../../../src/glassnet/serve/web/nn/rate-changes.js";
import { Generator } from "../../../../src/glassnet/serve/web/nn/random.js";
import { buildRecipe, resolveRecipe } from "../../../../src/glassnet/serve/web/nn/recipe.js";
import { Trainer } from "../../../../src/glassnet/serve/web/nn/trainer.js";
import { Session } from "../../../../src/glassnet/serve/web/nn/session.js";
import { listen } from "../../../../src/glassnet/serve/web/nn/worker.js";

function makeDigits(count = 64) {
  const rng = new Generator([5]);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  const images = new Uint8Array(count * 16);
  for (const [i, label] of labels.entries()) for (let k = 0; k < 5; k++) images[i * 16 + 5 * label + k] = rng.integer(100, 256);
  return { images, labels, shape: [4, 4], classNames: ["a", "b", "c"] };
}

const recipe = {
  name: "small", validation: 0, epochs: 4, batch_size: 8, learning_rate: 0.05,
  layers: [{ type: "dense", units: 5, activation: "relu" }, { type: "dense", units: "classes" }],
};

function begin(changes = {}) {
  const messages = [];
  const session = new Session((message) => messages.push(message));
  const digits = makeDigits();
  session.handle({ command: "load", recipe: { ...recipe, ...changes }, digits, test: digits, probes: digits.images.slice(0, 32) });
  return { messages, session, of: (type) => messages.filter((message) => message.type === type) };
}

test("loading posts the start, its parameters and what it makes of the probes", () => {
  const { messages } = begin();
  assert.deepEqual(messages.map(({ type }) => type), ["started", "snapshot", "probes"]);
  assert.equal(messages[1].parameters.length, messages[0].parameters);
  assert.equal(messages[2].probabilities.length, 2 * 3);
});

test("it steps by batch and by epoch", () => {
  const { session, of } = begin();
  session.handle({ command: "step", unit: "batch" });
  assert.deepEqual(of("progress").map(({ step }) => step), [1]);
  session.handle({ command: "step", unit: "epoch" });
  assert.deepEqual(of("epoch_done").map(({ step }) => step), [8]);
  assert.ok(of("epoch_done")[0].test_accuracy >= 0);
  for (let i = 0; i < 3; i++) session.handle({ command: "step", unit: "epoch" });
  assert.equal(of("epoch_done").length, 4);
  assert.ok(of("epoch_done")[3].test_accuracy > 0.9);
});

test("examples are shown one by one, and the last of a batch brings the update", () => {
  const { session, of } = begin();
  for (let i = 0; i < 8; i++) {
    assert.equal(of("progress").length, 0);
    session.handle({ command: "step", unit: "example" });
  }
  assert.deepEqual(of("example").map(({ position }) => position), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(of("progress").length, 1);
  const whole = begin();
  whole.session.handle({ command: "step", unit: "batch" });
  for (const each of [session, whole.session]) each.handle({ command: "snapshot" });
  assert.deepEqual(of("snapshot").at(-1).parameters, whole.of("snapshot").at(-1).parameters);
});

test("rewinding begins again with the same bits", () => {
  const { session, of } = begin();
  session.handle({ command: "step", unit: "epoch" });
  session.handle({ command: "rewind" });
  session.handle({ command: "step", unit: "epoch" });
  const [first, second] = of("epoch_done");
  assert.equal(first.train_loss, second.train_loss);
  const starts = of("snapshot").filter(({ step }) => step === 0);
  assert.equal(starts.length, 2);
  assert.deepEqual(starts[0].parameters, starts[1].parameters);
});

function weightsOf(session, of) {
  session.handle({ command: "snapshot" });
  return of("snapshot").at(-1).parameters;
}

test("a rate that is changed while it trains becomes a part of the recipe, which trains to the same bits", () => {
  const { session, of } = begin();
  for (let i = 0; i < 3; i++) session.handle({ command: "step", unit: "batch" });
  session.handle({ command: "step", unit: "example" });
  session.handle({ command: "rate", rate: 0.5 });
  session.handle({ command: "step", unit: "epoch" });
  session.handle({ command: "rate", rate: 0.002 });
  session.handle({ command: "step", unit: "epoch" });
  assert.deepEqual(of("rate_changed").map(({ step, rate }) => [step, rate]), [[3, 0.5], [8, 0.002]]);
  assert.deepEqual(of("epoch_done").map(({ learning_rate: rate }) => rate), [0.5, 0.002]);
  const changed = weightsOf(session, of);

  const written = of("rate_changed").reduce((plain, { step, rate }) => changeRate(plain, step, rate), recipe);
  const again = begin({ learning_rate: undefined, schedule: written.schedule });
  const untouched = begin();
  for (const each of [again, untouched]) for (let i = 0; i < 2; i++) each.session.handle({ command: "step", unit: "epoch" });
  assert.deepEqual(weightsOf(again.session, again.of), changed);
  assert.notDeepEqual(weightsOf(untouched.session, untouched.of), changed);

  session.handle({ command: "rewind" });
  for (let i = 0; i < 2; i++) session.handle({ command: "step", unit: "epoch" });
  assert.deepEqual(weightsOf(session, of), changed);
});

test("a rate that is not above 0 is refused, and the run goes on as it was", () => {
  const { session, of } = begin();
  for (const rate of [0, -1, NaN]) session.handle({ command: "rate", rate });
  assert.equal(of("error").length, 3);
  assert.match(of("error")[0].message, /above 0/);
  session.handle({ command: "step", unit: "batch" });
  assert.equal(of("progress")[0].learning_rate, 0.05);
});

test("between two parts of a batch, a changed rate is that of the update they belong to", () => {
  const digits = makeDigits(3000);
  const build = (plain) => buildRecipe(resolveRecipe({ ...plain, batch_size: "full" }, 3, [4, 4]));
  const trainer = new Trainer(build(recipe), digits);
  const parts = trainer.updateInParts();
  parts.next();
  trainer.changeRate(0.7);
  while (!parts.next().done);
  const whole = new Trainer(build({ ...recipe, learning_rate: 0.7 }), digits);
  whole.update();
  assert.deepEqual(trainer.parameters.vector, whole.parameters.vector);
});

test("changes are sorted by their updates, and one replaces those that would come later", () => {
  const first = changeRate(recipe, 10, 0.1);
  assert.deepEqual(first.schedule, { type: "piecewise", start: { type: "constant", rate: 0.05 }, updates: [10], rates: [0.1] });
  assert.equal("learning_rate" in first, false);
  const second = changeRate(first, 20, 0.2);
  assert.deepEqual([second.schedule.updates, second.schedule.rates], [[10, 20], [0.1, 0.2]]);
  const third = changeRate(second, 10, 0.3);
  assert.deepEqual([third.schedule.updates, third.schedule.rates], [[10], [0.3]]);
  assert.deepEqual(changeRate(third, 0, 0.4), { ...recipe, learning_rate: 0.4 });
  const cycle = changeRate({ name: "cycle", layers: [] }, 7, 0.1);
  assert.deepEqual(cycle.schedule.start, { type: "one_cycle", peak: 0.003 });
});

test("it plays to the end, in pieces that let a pause through", async () => {
  const { session, of } = begin({ epochs: 200_000 });
  session.handle({ command: "play" });
  await new Promise((resolve) => setTimeout(resolve, 150));
  session.handle({ command: "pause" });
  const epochs = of("epoch_done").length;
  assert.ok(epochs > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(of("epoch_done").length, epochs);
  assert.deepEqual(of("playing").map(({ playing }) => playing), [true, false]);

  const short = begin();
  short.session.handle({ command: "play" });
  for (let i = 0; i < 100 && short.of("finished").length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(short.of("finished").length, 1);
  assert.equal(short.of("playing").at(-1).playing, false);
});

test("a speed limit holds", async () => {
  const { session, of } = begin({ epochs: 200_000 });
  session.handle({ command: "speed", examplesPerSecond: 400 });
  session.handle({ command: "play" });
  await new Promise((resolve) => setTimeout(resolve, 500));
  session.handle({ command: "pause" });
  session.handle({ command: "snapshot" });
  const { step } = of("snapshot").at(-1);
  assert.ok(step >= 3 && step <= 40, `${8 * step} examples in half a second`);
});

test("a batch of everything comes in parts, and changes nothing before it is complete", () => {
  const digits = makeDigits(3000);
  const trainers = [1, 2].map(() => new Trainer(buildRecipe(resolveRecipe({ ...recipe, batch_size: "full" }, 3, [4, 4])), digits));
  trainers[0].update();
  const [, trainer] = trainers;
  const before = trainer.parameters.copy();
  const parts = trainer.updateInParts();
  for (let i = 0; i < 3; i++) {
    assert.equal(parts.next().done, false);
    assert.deepEqual(trainer.parameters.vector, before.vector);
    assert.equal(trainer.step, 0);
  }
  assert.equal(parts.next().done, true);
  assert.deepEqual(trainer.parameters.vector, trainers[0].parameters.vector);
});

test("a run begins with given weights where they fit, and draws the others", () => {
  const first = buildRecipe(resolveRecipe(recipe, 3, [4, 4]));
  const trained = new Trainer(first, makeDigits());
  trained.update();
  const other = buildRecipe(resolveRecipe({ ...recipe, layers: [recipe.layers[0], { type: "dense", units: 4 }, { type: "dense", units: 3 }] }, 3, [4, 4]));
  const drawn = new Trainer(other, makeDigits());
  const tuned = new Trainer(other, makeDigits(), null, [...trained.parameters.entries()]);
  assert.deepEqual(tuned.parameters.get("1.weights").data, trained.parameters.get("1.weights").data);
  assert.deepEqual(tuned.parameters.get("2.weights").data, drawn.parameters.get("2.weights").data);
});

test("a pause within a batch of everything, and going on, give the bits of no pause", async () => {
  const runs = [1, 2].map(() => {
    const messages = [];
    const session = new Session((message) => messages.push(message));
    session.handle({ command: "load", recipe: { ...recipe, batch_size: "full" }, digits: makeDigits(200_000) });
    return { session, messages };
  });
  const [whole, paused] = runs;
  whole.session.handle({ command: "step", unit: "epoch" });
  paused.session.handle({ command: "play" });
  paused.session.handle({ command: "pause" });
  paused.session.handle({ command: "step", unit: "epoch" });
  for (const { session } of runs) session.handle({ command: "snapshot" });
  const ends = runs.map(({ messages }) => messages.findLast(({ type }) => type === "snapshot"));
  assert.equal(ends[0].step, 1);
  assert.deepEqual(ends[1].parameters, ends[0].parameters);
});

test("errors are posted", () => {
  const { session, of } = begin();
  session.handle({ command: "load", recipe: { ...recipe, epoch: 3 }, digits: makeDigits() });
  session.handle({ command: "fly" });
  assert.match(of("error")[0].message, /Did you mean 'epochs'\?/);
  assert.match(of("error")[1].message, /Unknown command 'fly'/);
});

test("snapshots stay few", () => {
  const { session, of } = begin({ epochs: 500 });
  for (let i = 0; i < 500; i++) session.handle({ command: "step", unit: "epoch" });
  const steps = of("snapshot").map(({ step }) => step);
  assert.ok(steps.length > 150 && steps.length < 230, `${steps.length}`);
  assert.deepEqual(steps.slice(0, 5), [0, 1, 2, 4, 8]);
  assert.equal(steps.at(-1), 4000);
});

test("a worker listens at its port", async () => {
  const { port1: page, port2: worker } = new MessageChannel();
  const messages = [];
  page.on("message", (message) => messages.push(message));
  listen(worker);
  worker.start();
  page.postMessage({ command: "load", recipe, digits: makeDigits() });
  page.postMessage({ command: "step", unit: "epoch" });
  for (let i = 0; i < 100 && !messages.some(({ type }) => type === "epoch_done"); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(messages.some(({ type }) => type === "epoch_done"));
  page.close();
});
