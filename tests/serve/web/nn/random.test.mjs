import assert from "node:assert/strict";
import test from "node:test";

import { Generator, RandomState } from "../../../../src/glassnet/serve/web/nn/random.js";
import { readData, unpack } from "./support.mjs";

const { cases, legacy } = readData();

/** Numbers beyond the ziggurat's outermost layer, and those of the polar method, go through log: libraries differ in its last bit. */
function assertNormal(found, wanted, least) {
  const apart = wanted.filter((value, i) => value !== found[i]);
  for (const [i, value] of wanted.entries()) assert.ok(Math.abs(found[i] - value) <= 4.5e-16 * Math.abs(value), `${i}: ${found[i]} ${value}`);
  assert.ok(apart.every((value) => Math.abs(value) > least), `${apart}`);
  assert.ok(apart.length < 0.01 * wanted.length, `${apart.length} differ in their last bit`);
}

for (const wanted of cases) {
  test(`default_rng([${wanted.entropy}])`, () => {
    const rng = new Generator(wanted.entropy);
    const assertDraws = (name, draw) => {
      const values = unpack(wanted[name]);
      assert.deepEqual(Float64Array.from(values, draw), values, name);
    };
    assertDraws("random", () => rng.random());
    assertDraws("random_float32", () => rng.randomFloat32());
    assertDraws("uniform", () => rng.uniform(-0.3, 0.7));
    assertDraws("integers", () => rng.integer(-5, 37));
    assertDraws("large_integers", () => rng.integer(0, 3_000_000_000));
    assert.deepEqual(Float64Array.from(rng.permutation(70_000)), unpack(wanted.permutation));
    const normal = unpack(wanted.normal);
    assertNormal(normal.map(() => rng.standardNormal()), normal, 3.654);
    assertDraws("after", () => rng.random());
  });
}

for (const wanted of legacy) {
  test(`RandomState(${wanted.seed})`, () => {
    const rng = new RandomState(wanted.seed);
    const normal = unpack(wanted.normal);
    assertNormal(normal.map(() => rng.standardNormal()), normal, 0);
    const random = unpack(wanted.random);
    assert.deepEqual(random.map(() => rng.random()), random);
  });
}
