import assert from "node:assert/strict";
import test from "node:test";

import { formatGeneral, formatPercent, formatPower } from "../../../../src/glassnet/serve/web/nn/number-text.js";
import { buildRecipe } from "../../../../src/glassnet/serve/web/nn/recipe.js";
import { Trainer } from "../../../../src/glassnet/serve/web/nn/trainer.js";
import { train } from "../../../../src/glassnet/serve/web/nn/training.js";
import { readData, unpack } from "./support.mjs";

const { digits, cases, numbers } = readData();
const classNames = [..."0123456789"];
const images = Uint8Array.from(unpack(digits.images));
const labels = Uint8Array.from(digits.labels);

function notice(plain, changes = {}) {
  const trainer = new Trainer(buildRecipe(plain), { images, labels, shape: [28, 28], classNames, ...changes });
  return [...train(trainer)].filter(({ type }) => type === "noticed").map(({ symptom, advice }) => [symptom, advice]);
}

/** When the loss is looked at depends on the clock: its value is left out. */
const withoutLoss = ([symptom, advice]) => [symptom, advice.replace(/The loss is \S+,/, "The loss is …,")];

for (const { recipe, noticed } of cases) {
  test(`${recipe.name} is noticed as in Python`, () => {
    assert.deepEqual(notice(recipe).map(withoutLoss), noticed.map(withoutLoss));
  });
}

test("data that do not fit are noticed before the first update", () => {
  const plain = { ...cases[0].recipe, epochs: 1 };
  const dark = notice(plain, { images: images.map((gray) => Number(gray > 127)) });
  assert.match(dark[0][1], /No pixel is above 1 of 255, so that all images are nearly black\. Multiply them by 255\./);
  const layers = [{ type: "dense", units: 11 }];
  const shifted = notice({ ...plain, layers }, { labels: labels.map((label) => label + 1), classNames: [...classNames, "10"] });
  assert.equal(shifted[0][1], "Only the first class, 0, has no image: are the labels counted from 1? Subtract 1 from each.");
});

test("numbers are written as Python writes them", () => {
  for (const { value, general, short, power, percent } of numbers) {
    assert.deepEqual([formatGeneral(value), formatGeneral(value, 3), formatPower(value), formatPercent(value, 1)], [general, short, power, percent]);
  }
});
