import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { DamagedFile, SettingError } from "../../../../src/glassnet/serve/web/nn/errors.js";
import { readModelFile, writeModelFile } from "../../../../src/glassnet/serve/web/nn/model-file.js";

const whole = new Uint8Array(readFileSync(process.argv[3]));

function refuses(content) {
  assert.throws(() => readModelFile(content), DamagedFile);
}

test("a file with one bit changed is refused, wherever it is", () => {
  for (const place of [3, 60, 500, 5000, whole.length - 1]) {
    const changed = whole.slice();
    changed[place] ^= 1;
    refuses(changed);
  }
});

test("a file cut off, empty or of another kind is refused", () => {
  refuses(whole.slice(0, -1));
  refuses(whole.slice(0, 100));
  refuses(new Uint8Array(0));
  refuses(new TextEncoder().encode("{\"not\": \"a model\"} and more"));
});

test("parameters that are not finite are not written", () => {
  const { header, parameters, classNames } = readModelFile(whole);
  parameters.vector[7] = NaN;
  assert.throws(() => writeModelFile(header.recipe, parameters, { version: "0", classNames }), SettingError);
});
