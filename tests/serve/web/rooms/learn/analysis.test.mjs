import assert from "node:assert/strict";
import test from "node:test";

const ROOM = "../../../../../src/glassnet/serve/web/rooms/learn/";
const { buildRecipe, initializeParameters } = await import("../../../../../src/glassnet/serve/web/nn/recipe.js");
const { Trainer } = await import("../../../../../src/glassnet/serve/web/nn/trainer.js");
const { judge, measureLayers, projectHidden } = await import(`${ROOM}analysis/analysis.js`);
const { explainTraining } = await import(`${ROOM}analysis/diagnosis.js`);
const { Analyst } = await import(`${ROOM}analysis/analyst.js`);
const { alignTo, findPlane } = await import(`${ROOM}analysis/plane.js`);
const { History } = await import(`${ROOM}run/history.js`);
const { formatNumber, formatShare } = await import(`${ROOM}numbers.js`);
const { makeDigits } = await import("./support.mjs");

const COURSE = { step: 500, trainLoss: [], trainAccuracy: 0.9, testAccuracy: 0.9, classes: 3, diverged: null, rate: 0.1, shuffled: false, examples: 300 };

function measure(hidden, change = () => {}) {
  const digits = makeDigits();
  const recipe = buildRecipe({ name: "x", input_shape: [16], layers: [{ type: "dense", units: 8, ...hidden }, { type: "dense", units: 3, weights: hidden.weights ?? "glorot" }] });
  const parameters = initializeParameters(recipe);
  change(parameters);
  return measureLayers(recipe.network, parameters, recipe.loss, digits);
}

const titles = (layers, course = {}) => explainTraining(layers, { ...COURSE, ...course }).filter(({ level }) => level === "bad").map(({ title }) => title).join(" ");

test("healthy layers are called healthy", () => {
  const layers = measure({ activation: "tanh" });
  assert.equal(titles(layers), "");
  assert.equal(layers[0].histogram.reduce((a, b) => a + b), 300 * 8);
  assert.equal(explainTraining(layers, COURSE)[0].level, "good");
});

test("dead, saturated and equal neurons are counted and explained", () => {
  const dead = measure({ activation: "relu", weights: "he" }, (parameters) => { parameters.get("1.bias").data.fill(-100, 0, 5); });
  assert.equal(dead[0].dead, 5);
  assert.match(titles(dead), /5 of 8 neurons of layer 1 are dead: the steps were too large \(learning rate 0\.1\)/);
  const saturated = measure({ activation: "sigmoid", weights: { type: "scaled_normal", scale: 200 } });
  assert.ok(saturated[0].saturated >= 6);
  assert.match(titles(saturated), /neurons of layer 1 are saturated/);
  const equal = measure({ activation: "sigmoid", weights: "zeros" });
  assert.ok(equal[0].alike);
  assert.match(titles(equal), /All 8 neurons of layer 1 are the same/);
  const allDead = measure({ activation: "relu" }, (parameters) => { parameters.get("1.bias").data.fill(-100); });
  assert.match(titles(allDead), /^Layer 1 is dead/);
});

test("the course of a run is explained", () => {
  const layers = measure({ activation: "tanh" });
  const rising = [2, 1.5, 1, 0.8, 0.7, 0.6, 0.5, 0.5, ...Array(10).fill(3)];
  assert.match(titles(layers, { trainLoss: rising }), /The loss rises/);
  assert.equal(titles(layers, { trainLoss: rising.toReversed() }), "");
  assert.match(titles(layers, { trainAccuracy: 1, testAccuracy: 0.7 }), /Right on 100.% of its examples, but on 70.% of new ones/);
  assert.match(titles(layers, { trainAccuracy: 0.33, testAccuracy: 0.33 }), /It is guessing/);
  assert.match(titles([], { diverged: { layer: "layer 1", cause: "too high" } }), /infinite/);
  const broken = measure({ activation: "tanh" }, (parameters) => { parameters.vector[0] = NaN; });
  assert.match(titles(broken), /not finite/);
});

test("what training noticed is said in its own words, and once", () => {
  const layers = measure({ activation: "tanh" });
  const advice = "The accuracy is that of guessing (11.2%). Try another learning rate: 0.01 if the loss jumps, 1 if it hardly moves.";
  const found = explainTraining(layers, { ...COURSE, trainAccuracy: 0.33, testAccuracy: 0.33, noticed: [{ step: 100, symptom: "standstill", advice }] });
  assert.deepEqual(found.filter(({ level }) => level === "bad"), [{ level: "bad", title: "It is guessing.", text: advice }]);
});

test("the test set is judged image by image", () => {
  const digits = makeDigits();
  const recipe = buildRecipe({ name: "x", input_shape: [16], layers: [{ type: "dense", units: 3 }], validation: 0, learning_rate: 0.05 });
  const trainer = new Trainer(recipe, digits);
  for (let i = 0; i < 60; i++) trainer.update();
  const { correct, count, accuracy, classes, confidences, confusion } = judge(recipe.network, trainer.parameters, recipe.loss, digits);
  assert.equal(count, 300);
  assert.equal(correct / count, accuracy);
  assert.ok(accuracy > 0.9);
  assert.equal(confusion[0][0] + confusion[1][1] + confusion[2][2], correct);
  assert.equal(classes.length, 300);
  assert.ok(confidences.every((share) => share > 1 / 3 && share <= 1));
});

test("the plane shows the two directions of largest variance, and stays where it was", () => {
  const values = new Float64Array(200 * 5);
  for (let i = 0; i < 200; i++) {
    values[5 * i + 3] = 10 * Math.cos(i);
    values[5 * i + 1] = 4 * Math.sin(3 * i);
    values[5 * i] = 0.1 * Math.sin(7 * i);
  }
  const plane = findPlane(values, 5);
  assert.ok(plane.share > 0.999);
  assert.ok(Math.abs(plane.directions[3]) > 0.999);
  // Another order and other signs of the same points: aligned, every point is where it was.
  const other = { ...plane, points: plane.points.map((_, i) => (i % 2 ? plane.points[i - 1] : -plane.points[i + 1])), directions: plane.directions.slice() };
  const aligned = alignTo(other, plane);
  for (let i = 0; i < plane.points.length; i++) assert.ok(Math.abs(aligned.points[i] - plane.points[i]) < 1e-4);
  const mirrored = { ...plane, points: plane.points.map((value, i) => (i % 2 ? value : -value)) };
  const back = alignTo(mirrored, plane);
  for (let i = 0; i < plane.points.length; i++) assert.ok(Math.abs(back.points[i] - plane.points[i]) < 1e-4);
});

test("while a network learns, its points move little from frame to frame", () => {
  const digits = makeDigits();
  const layers = [{ type: "dense", units: 8, activation: "tanh" }, { type: "dense", units: 3 }];
  const trainer = new Trainer(buildRecipe({ name: "x", input_shape: [16], layers, validation: 0, learning_rate: 0.01 }), digits);
  let before = null;
  for (let i = 0; i < 40; i++) {
    const plane = projectHidden(trainer.network, trainer.parameters, digits.images, before);
    if (before !== null) {
      let [moved, size] = [0, 0];
      plane.points.forEach((value, k) => { moved += (value - before.points[k]) ** 2; size += value ** 2; });
      assert.ok(moved < 0.15 * size, `frame ${i}: ${moved / size}`);
    }
    before = plane;
    trainer.update();
  }
});

test("the history keeps order, bounds its memory, and finds what is untested", () => {
  const history = new History(4000);
  for (let step = 0; step <= 100; step++) history.addSnapshot({ step, epoch: 0, parameters: new Float32Array(50) });
  assert.ok(history.snapshots.length <= 21);
  assert.equal(history.snapshots[0].step, 0);
  assert.equal(history.snapshots.at(-1).step, 100);
  assert.equal(history.addSnapshot({ step: 100, epoch: 0, parameters: new Float32Array(50) }), false);
  const asked = new Set();
  for (let next = history.findUntested(); next; next = history.findUntested()) {
    assert.ok(!asked.has(next.step));
    asked.add(next.step);
    history.addTest(next.step, { loss: 1, accuracy: 0.5 });
  }
  assert.equal(asked.size, history.snapshots.length);
  assert.deepEqual(history.testLoss.xs, history.testLoss.xs.toSorted((a, b) => a - b));
});

test("one bad moment on the test set is not taken for memory", () => {
  const history = new History();
  history.addTest(80, { loss: 1, accuracy: 0.84 });
  history.addTest(100, { loss: 1, accuracy: 0.72 });
  assert.equal(history.findRecentAccuracy(100), null);
  history.addTest(90, { loss: 1, accuracy: 0.83 });
  history.addTest(10, { loss: 1, accuracy: 0.95 });
  assert.equal(history.findRecentAccuracy(100), 0.84);
  assert.equal(history.findRecentAccuracy(95), null);
});

test("numbers are short", () => {
  assert.equal(formatNumber(0.00312), "0.00312");
  assert.equal(formatNumber(3.2e-7), "3.2·10⁻⁷");
  assert.equal(formatNumber(Infinity), "infinite");
  assert.equal(formatShare(0.9466, 2), "94.66\u202f%");
});

test("what is shown is of the moment in sight, while earlier moments are tested later", () => {
  const sent = [];
  let receive = () => {};
  const port = { postMessage: (message) => sent.push(message), addEventListener: (_, listener) => { receive = listener; } };
  const history = new History();
  for (const step of [0, 50, 100]) history.addSnapshot({ step, epoch: 0, parameters: new Float32Array(4) });
  const run = { history, shown: history.snapshots.at(-1), isPlaying: false, recipe: null, listen: () => {} };
  const analyst = new Analyst(port, run, () => new Set(), () => {});
  analyst.update();
  const answer = (accuracy) => {
    const { id, step } = sent.at(-1);
    receive({ data: { id, step, test: { loss: 1, accuracy } } });
    return step;
  };
  assert.equal(answer(0.9), 100);
  assert.deepEqual(new Set([answer(0.1), answer(0.2)]), new Set([0, 50]));
  assert.equal(analyst.current.test.accuracy, 0.9);
  assert.deepEqual(history.testAccuracy.xs, [0, 50, 100]);
});
