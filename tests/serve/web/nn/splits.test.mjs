import assert from "node:assert/strict";
import test from "node:test";

import { holdOut } from "../../../../src/glassnet/serve/web/nn/data.js";
import { readData } from "./support.mjs";

for (const wanted of readData()) {
  test(`${wanted.heldOut} of ${wanted.count} are held out as in Python`, () => {
    const { kept, heldOut } = holdOut(wanted.seed, wanted.count, wanted.heldOut);
    assert.deepEqual([...kept], wanted.kept);
    assert.deepEqual([...heldOut], wanted.held);
  });
}

test("all examples cannot be held out", () => {
  assert.throws(() => holdOut(0, 100, 100), /fewer than all of the 100 examples, got 100/);
});
