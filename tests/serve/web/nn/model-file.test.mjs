import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { predict } from "../../../../src/glassnet/serve/web/nn/model.js";
import { readModelFile } from "../../../../src/glassnet/serve/web/nn/model-file.js";
import { assertClose, readData, unpack } from "./support.mjs";

const wanted = readData();

test("a model file gives Python's answers", () => {
  const model = readModelFile(new Uint8Array(readFileSync(process.argv[3])));
  assert.deepEqual(Float64Array.from(model.parameters.vector), unpack(wanted.vector));
  const { outputs, probabilities, margins } = predict(model, Uint8Array.from(unpack(wanted.images)));
  assertClose(outputs.data, unpack(wanted.outputs), 1e-5, "outputs");
  assertClose(probabilities.data, unpack(wanted.probabilities), 1e-5, "probabilities");
  if (wanted.margins === null) assert.equal(margins, null);
  else assertClose(margins, unpack(wanted.margins), 1e-5, "margins");
});
