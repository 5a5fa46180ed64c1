import assert from "node:assert/strict";
import test from "node:test";

import { splitImages } from "../../../../src/glassnet/serve/web/nn/data.js";
import { descendExamples } from "../../../../src/glassnet/serve/web/nn/descent.js";
import { buildRecipe, initializeParameters } from "../../../../src/glassnet/serve/web/nn/recipe.js";
import { SparseImages } from "../../../../src/glassnet/serve/web/nn/sparse-images.js";
import { Trainer } from "../../../../src/glassnet/serve/web/nn/trainer.js";
import { train } from "../../../../src/glassnet/serve/web/nn/training.js";
import { assertClose, readData, unpack } from "./support.mjs";

const { digits, cases } = readData();
const classNames = [..."0123456789"];
const all = { images: Uint8Array.from(unpack(digits.images)), labels: Uint8Array.from(digits.labels), shape: [28, 28], classNames };

function run(plain) {
  const recipe = buildRecipe(plain);
  const splits = splitImages(recipe, all);
  const trainer = new Trainer(recipe, splits.train, splits.validation);
  return { trainer, events: [...train(trainer)] };
}

for (const wanted of cases) {
  test(`${wanted.recipe.name} trains as in Python`, () => {
    const { trainer, events } = run(wanted.recipe);
    const epochs = events.filter(({ type }) => type === "epoch_done");
    assert.deepEqual(events.map(({ type }) => type).filter((type) => !["progress", "noticed"].includes(type)), ["started", ...epochs.map(() => "epoch_done"), "finished"]);
    assert.equal(epochs.length, wanted.epochs.length);
    for (const [i, epoch] of wanted.epochs.entries()) {
      const close = (name) => assertClose([epochs[i][name]], [epoch[name]], wanted.tolerance, `${name} of epoch ${i + 1}`);
      ["step", "epoch", "train_loss", "validation_loss", "learning_rate", "train_accuracy", "validation_accuracy"].forEach(close);
    }
    assertClose(trainer.current.vector, unpack(wanted.parameters), wanted.tolerance, "parameters");
  });
}

test("the same recipe gives the same bits again", () => {
  const [first, second] = [run(cases[1].recipe), run(cases[1].recipe)];
  assert.deepEqual(first.trainer.current.vector, second.trainer.current.vector);
});

test("a learning rate that is too high is reported with layer and cause", () => {
  const plain = { ...cases[0].recipe, layers: [{ type: "dense", units: 10 }], loss: "squared_error", optimizer: "gradient_descent", schedule: { type: "constant", rate: 1e6 }, epochs: 50 };
  const { events } = run(plain);
  const { type, layer, cause } = events.at(-1);
  assert.equal(type, "diverged");
  assert.match(layer, /parameters 1|layer 1 \(dense\)|the loss/);
  assert.match(cause, /learning rate 1000000 is probably too high/);
});

test("a recipe that stops early keeps its best epoch", () => {
  const { trainer, events } = run({ ...cases[0].recipe, epochs: 60, stopping: { patience: 2 } });
  const finished = events.at(-1);
  const accuracies = events.filter(({ type }) => type === "epoch_done").map((event) => event.validation_accuracy);
  assert.equal(finished.stopped_early, true);
  assert.equal(finished.kept_epoch, accuracies.indexOf(Math.max(...accuracies)));
  assert.equal(finished.epochs, finished.kept_epoch + 1 + 2);
  assert.notDeepEqual(trainer.kept.vector, trainer.current.vector);
});

test("what the page cannot train with is refused by name", () => {
  assert.throws(() => run({ ...cases[0].recipe, augmentation: {} }), /augmentation.*glassnet train/);
  assert.throws(() => run({ ...cases[0].recipe, layers: [{ type: "dense", units: 4 }] }), /one output for each of the 10 classes/);
  assert.throws(() => run({ ...cases[0].recipe, epoch: 4 }), /Did you mean 'epochs'\?/);
});

test("an epoch of single examples in one call is the same as update by update", () => {
  const plain = cases.find(({ recipe }) => recipe.name === "in file order").recipe;
  const { trainer } = run(plain);
  const recipe = buildRecipe(plain);
  const { train: digits } = splitImages(recipe, all);
  const parameters = initializeParameters(recipe);
  const images = new SparseImages(digits.images, 784, recipe.precision);
  const inOrder = Uint32Array.from(digits.labels, (_, i) => i);
  const rate = recipe.schedule.rateAt({ step: 0, stepsPerEpoch: inOrder.length, epochs: 1 });
  const loss = descendExamples(recipe.network, recipe.loss, parameters, (i) => images.take([i]), digits.labels, inOrder, rate);
  assert.deepEqual(parameters.vector, trainer.parameters.vector);
  assert.ok(loss > 0);
});
