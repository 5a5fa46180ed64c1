import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { buildRecipe } from "../../../../src/glassnet/serve/web/nn/recipe.js";
import { Trainer } from "../../../../src/glassnet/serve/web/nn/trainer.js";
import { readData } from "./support.mjs";

const { recipe, log } = readData();
const [images, labels] = process.argv.slice(3, 5).map((path) => new Uint8Array(readFileSync(path)));

test("wang prints its log", () => {
  const trainer = new Trainer(buildRecipe(recipe), { images, labels, shape: [28, 28], classNames: [..."0123456789"] });
  const printed = [];
  while (printed.length < log.length) {
    const iteration = trainer.step;
    const { loss, correct, examples } = trainer.update();
    if (iteration % 10 === 0) printed.push([iteration, loss.toFixed(6), ((100 * correct) / examples).toFixed(6)]);
  }
  assert.deepEqual(printed, log);
});
