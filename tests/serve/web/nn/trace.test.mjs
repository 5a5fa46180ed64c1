import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { readModelFile } from "../../../../src/glassnet/serve/web/nn/model-file.js";
import { tracePass } from "../../../../src/glassnet/serve/web/nn/trace.js";
import { assertClose, readData, unpack } from "./support.mjs";

const wanted = readData();
const NAMES = { inputs: "inputs", sums: "sums", outputs: "outputs", dOutputs: "d_outputs", dSums: "d_sums", dInputs: "d_inputs" };

test("every number of a traced pass is Python's", () => {
  const { network, parameters, recipe } = readModelFile(new Uint8Array(readFileSync(process.argv[3])));
  const image = unpack(wanted.image).map((byte) => byte / 255);
  const traced = tracePass(network, recipe.loss, parameters, image, wanted.label);
  assertClose([traced.loss], [wanted.loss], 1e-12, "loss");
  assertClose(traced.probabilities, unpack(wanted.probabilities), 1e-12, "probabilities");
  assert.equal(traced.layers.length, wanted.layers.length);
  for (const [i, layer] of wanted.layers.entries()) {
    const found = traced.layers[i];
    assert.equal(found.name, layer.name);
    for (const [own, name] of Object.entries(NAMES)) {
      assert.deepEqual(found[own].shape, layer[name].shape, `${name} of layer ${i + 1}`);
      assertClose(found[own].data, unpack(layer[name]), 1e-12, `${name} of layer ${i + 1}`);
    }
    assert.deepEqual(Object.keys(found.gradients), Object.keys(layer.gradients));
    for (const [own, array] of Object.entries(layer.gradients)) assertClose(found.gradients[own].data, unpack(array), 1e-12, `${i + 1}.${own}`);
  }
});
