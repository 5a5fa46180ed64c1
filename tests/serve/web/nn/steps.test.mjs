import test from "node:test";
import assert from "node:assert/strict";

import { FRESH, Tensor } from "../../../../src/glassnet/serve/web/nn/arrays.js";
import { fromPlain } from "../../../../src/glassnet/serve/web/nn/catalog.js";
import { computeGradient, updateParameters } from "../../../../src/glassnet/serve/web/nn/descent.js";
import { Network } from "../../../../src/glassnet/serve/web/nn/network.js";
import { Parameters } from "../../../../src/glassnet/serve/web/nn/parameters.js";
import { Generator } from "../../../../src/glassnet/serve/web/nn/random.js";
import { assertClose, readData, unpack } from "./support.mjs";

const TOLERANCE = 1e-10;
const { cases, dropout_seed: seed } = readData();
assert.ok(cases.length > 30);

for (const wanted of cases) {
  test(wanted.name, () => {
    const network = new Network(wanted.layers.map((layer) => fromPlain("layer", layer)), wanted.input_shape);
    const loss = fromPlain("loss", wanted.loss);
    const recipe = {
      optimizer: fromPlain("optimizer", wanted.optimizer),
      schedule: fromPlain("schedule", wanted.schedule),
      gradientRules: wanted.gradient_rules.map((rule) => fromPlain("gradient_rule", rule)),
    };
    const averaging = wanted.averaging && fromPlain("averaging", wanted.averaging);
    const parameters = new Parameters(network.layout, unpack(wanted.before));
    const average = parameters.vector.slice();
    const gradients = parameters.gradients();
    const state = recipe.optimizer.initialize(parameters.vector.length);
    const inputs = new Tensor(wanted.inputs.shape, unpack(wanted.inputs));
    for (let step = 0; step < 10; step++) {
      const clock = { step, stepsPerEpoch: 5, epochs: 2 };
      const context = { rng: new Generator([seed, step]), buffers: FRESH };
      computeGradient(network, loss, parameters, inputs, wanted.labels, gradients, context);
      updateParameters(recipe, parameters, gradients, state, clock);
      averaging?.update(average, parameters.vector, clock);
    }
    assert.notDeepEqual(parameters.vector, unpack(wanted.before));
    assertClose(parameters.vector, unpack(wanted.after), TOLERANCE, "parameters");
    assertClose(average, unpack(wanted.average), TOLERANCE, "average");
  });
}
