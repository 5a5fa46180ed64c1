import assert from "node:assert/strict";
import test, { after } from "node:test";

import { suggestRate } from "../../../../../src/glassnet/serve/web/rooms/learn/run/rate-finder.js";
import { SMALL, closePorts, makeDigits, openPort, startRun, until } from "./support.mjs";

after(closePorts);

test("a run plays to its end, keeps snapshots, and shows any of them", async () => {
  const run = startRun(makeDigits());
  run.load(SMALL, makeDigits());
  run.play();
  await until(() => run.status === "finished");
  const steps = run.history.snapshots.map(({ step }) => step);
  assert.equal(steps[0], 0);
  assert.equal(steps.at(-1), 6 * 27);
  for (let epoch = 1; epoch <= 6; epoch++) assert.ok(steps.includes(27 * epoch));
  assert.ok(run.history.trainLoss.ys.at(-1) < run.history.trainLoss.ys[0]);
  run.show(30);
  assert.ok(run.isReplaying);
  assert.ok(Math.abs(run.shown.step - 30) <= 1);
  run.show(null);
  assert.equal(run.shown.step, 6 * 27);
});

test("rewinding ends with the same bits, and remembers the run before", async () => {
  const run = startRun(makeDigits());
  run.load(SMALL, makeDigits());
  run.advance("epoch");
  await until(() => run.step === 27);
  await until(() => run.shown.step === 27);
  const first = Float32Array.from(run.shown.parameters);
  run.rewind();
  await until(() => run.status === "ready");
  assert.equal(run.shown.step, 0);
  assert.equal(run.previous.history.snapshots.at(-1).step, 27);
  run.advance("epoch");
  await until(() => run.shown.step === 27);
  assert.deepEqual(Float32Array.from(run.shown.parameters), first);
});

test("messages of the run before a rewind are not taken for the new one", async () => {
  const run = startRun(makeDigits());
  run.load({ ...SMALL, epochs: 5000 }, makeDigits());
  run.play();
  await until(() => run.step > 100);
  run.rewind();
  await until(() => run.status === "ready");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(run.history.snapshots.map(({ step }) => step), [0]);
  assert.equal(run.step, 0);
});

test("steps of an example and a batch", async () => {
  const run = startRun(makeDigits());
  run.load(SMALL, makeDigits());
  for (let i = 0; i < 3; i++) run.advance("example");
  await until(() => run.example?.position === 3);
  assert.equal(run.example.of, 10);
  assert.equal(run.step, 0);
  run.advance("batch");
  await until(() => run.shown?.step === 1);
  assert.equal(run.example, null);
});

test("a rate that is too high is reported with place and cause, and its curve is kept", async () => {
  const run = startRun(makeDigits());
  run.load({ ...SMALL, learning_rate: 1e5, layers: [{ type: "dense", units: 6, activation: "leaky_relu" }, { type: "dense", units: "classes" }] }, makeDigits());
  run.play();
  await until(() => run.status === "diverged");
  assert.match(run.divergence.cause, /too high/);
  assert.ok(run.history.trainLoss.ys.at(-1) > run.history.trainLoss.ys[0]);
});

test("wrong recipes are refused with the reason, in the page and in the worker", async () => {
  const run = startRun(makeDigits());
  assert.throws(() => run.load({ ...SMALL, optimizer: "adm" }, makeDigits()), /Did you mean 'adam'/);
  run.load({ ...SMALL, validation: 4000 }, makeDigits());
  await until(() => run.status === "error");
  assert.match(run.message, /Hold out fewer/);
});

test("shuffled labels can be learned by heart only", async () => {
  const run = startRun(makeDigits());
  const recipe = { ...SMALL, optimizer: "adam" };
  run.load(recipe, makeDigits(), { shuffled: true });
  run.play();
  await until(() => run.status === "finished");
  assert.ok(run.history.validations.at(-1).accuracy < 0.8);
  run.load(recipe, makeDigits());
  run.play();
  await until(() => run.status === "finished");
  assert.ok(run.history.validations.at(-1).accuracy > 0.9);
});

test("two runs race on one worker, each to its own end", async () => {
  const digits = makeDigits();
  const port = openPort(digits);
  const [one, other] = [startRun(digits, "main", port), startRun(digits, "rival", port)];
  one.load(SMALL, digits);
  other.load({ ...SMALL, learning_rate: 0.005 }, digits);
  one.play();
  other.play();
  await until(() => one.status === "finished" && other.status === "finished");
  assert.ok(one.history.trainLoss.ys.at(-1) < other.history.trainLoss.ys.at(-1));
  assert.deepEqual(one.history.snapshots[0].parameters, other.history.snapshots[0].parameters);
});

test("the rate finder suggests a rate that trains", async () => {
  const digits = makeDigits(2000);
  const port = openPort(digits);
  let found = null;
  port.addEventListener("message", ({ data }) => { if (data.run === "rate" && data.done) found = data; });
  port.postMessage({ command: "find_rate", recipe: { ...SMALL, optimizer: "adam", input_shape: [16], layers: [SMALL.layers[0], { type: "dense", units: 3 }] } });
  await until(() => found !== null);
  assert.ok(found.rates[0] < 1e-4 && found.rates.at(-1) > 1);
  const rate = suggestRate(found);
  const run = startRun(digits, "main", port);
  run.load({ ...SMALL, optimizer: "adam", learning_rate: rate }, digits);
  run.play();
  await until(() => run.status === "finished");
  assert.ok(run.history.validations.at(-1).accuracy > 0.9);
});
