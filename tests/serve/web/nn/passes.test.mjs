import test from "node:test";
import assert from "node:assert/strict";

import { FRESH, Tensor } from "../../../../src/glassnet/serve/web/nn/arrays.js";
import { fromPlain } from "../../../../src/glassnet/serve/web/nn/catalog.js";
import { Network } from "../../../../src/glassnet/serve/web/nn/network.js";
import { Parameters } from "../../../../src/glassnet/serve/web/nn/parameters.js";
import { Generator } from "../../../../src/glassnet/serve/web/nn/random.js";
import { assertClose, readData, unpack } from "./support.mjs";

const { cases, dropout_seed: seed } = readData();
assert.ok(cases.length > 30);

for (const wanted of cases) {
  test(wanted.name, () => {
    const network = new Network(wanted.layers.map((layer) => fromPlain("layer", layer)), wanted.input_shape);
    const loss = fromPlain("loss", wanted.loss);
    const parameters = Parameters.zeros(network.layout, wanted.precision);
    parameters.vector.set(unpack(wanted.parameters));
    const inputs = new Tensor(wanted.inputs.shape, unpack(wanted.inputs));
    const compare = (found, array, name) => assertClose(found, unpack(array), wanted.tolerance, name);

    const pass = network.forward(parameters, inputs, { rng: new Generator([seed]), buffers: FRESH });
    wanted.outputs.forEach((outputs, i) => {
      assert.deepEqual(pass.outputs[i].shape, outputs.shape);
      compare(pass.outputs[i].data, outputs, `outputs of layer ${i + 1}`);
    });
    const { value, dOutputs } = loss.compare(pass.result, wanted.labels);
    assertClose([value], [wanted.value], wanted.tolerance, "loss");
    compare(loss.probabilities(pass.result).data, wanted.probabilities, "probabilities");
    const gradients = parameters.gradients();
    compare(pass.backwardToInputs(dOutputs, gradients).data, wanted.d_inputs, "gradient of the inputs");
    compare(gradients.vector, wanted.gradients, "gradients");
  });
}
