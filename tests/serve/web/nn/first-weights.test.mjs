import assert from "node:assert/strict";
import test from "node:test";

import { buildRecipe, initializeParameters } from "../../../../src/glassnet/serve/web/nn/recipe.js";
import { assertClose, readData, unpack } from "./support.mjs";

for (const { recipe, parameters, exact } of readData()) {
  test(`${recipe.name} begins with the weights that Python draws`, () => {
    const built = buildRecipe(recipe);
    const { vector } = initializeParameters(built);
    const wanted = unpack(parameters);
    // In the tail of the normal distribution a library's log1p may differ in its last bit.
    const apart = exact ? wanted.filter((value, i) => value !== vector[i]).length : 0;
    assert.ok(apart <= wanted.length * 1e-4, `${apart} of ${wanted.length} differ`);
    assertClose(vector, wanted, built.precision === "float32" ? 1e-7 : 1e-15, "first weights");
  });
}
