import assert from "node:assert/strict";
import test from "node:test";

import { PARTS, fromPlain, toPlain } from "../../../../src/glassnet/serve/web/nn/catalog.js";
import { SettingError } from "../../../../src/glassnet/serve/web/nn/errors.js";
import { readData } from "./support.mjs";

for (const [kind, names] of Object.entries(readData())) {
  test(`every ${kind} of Python is there`, () => {
    const missing = names.filter((name) => !Object.hasOwn(PARTS[kind] ?? {}, name));
    assert.deepEqual(missing, []);
  });
}

test("parts become plain values and come back", () => {
  const layers = [
    "flatten",
    { type: "dense", units: 5 },
    { type: "dense", units: 5, activation: { type: "leaky_relu", slope: 0.2 }, weights: "he", bias: { type: "uniform_range", low: -1 } },
    { type: "conv2d", filters: 3, kernel_size: [2, 3], padding: "same" },
  ];
  for (const plain of layers) assert.deepEqual(toPlain(fromPlain("layer", plain)), plain);
  const schedule = { type: "linear_warm_up", steps: 5, then: { type: "cosine", rate: 0.1 } };
  assert.deepEqual(toPlain(fromPlain("schedule", schedule)), schedule);
});

test("mistakes say where, what and what to do", () => {
  const refuses = (kind, plain, message) => assert.throws(() => fromPlain(kind, plain, "mine"), (error) => error instanceof SettingError && message.test(error.message));
  refuses("layer", { type: "dens", units: 5 }, /mine expects a known layer, got 'dens'. Did you mean 'dense'\?/);
  refuses("layer", { type: "dense", unit: 5 }, /mine: dense expects a known setting, got 'unit'. Did you mean 'units'\?/);
  refuses("layer", { type: "dense" }, /a value for units, got none/);
  refuses("layer", { type: "dense", units: 0.5 }, /units as a whole number above 0, or 'classes', got 0.5/);
  refuses("layer", { type: "dense", units: 5, activation: "rellu" }, /mine, activation expects a known activation, got 'rellu'. Did you mean 'relu'\?/);
  refuses("schedule", { type: "constant", rate: -1 }, /rate above 0, got -1/);
  refuses("layer", { type: "constructor" }, /a known layer/);
});
