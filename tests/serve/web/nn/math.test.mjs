import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import * as math from "../../../../src/glassnet/serve/web/nn/math.js";
import { digest } from "../../../../src/glassnet/serve/web/nn/sha256.js";
import { readData, unpack } from "./support.mjs";

/** The distance of two neighbors at a number. */
function unitAt(value) {
  return Math.max(2 ** (Math.floor(Math.log2(Math.abs(value))) - 52), 5e-324);
}

for (const { name, inputs, outputs, ulps } of readData()) {
  test(`${name} is right to ${ulps} units in the last place`, () => {
    const wanted = unpack(outputs);
    for (const [i, x] of unpack(inputs).entries()) {
      // cos(pi t) as Python computes it carries the rounding of pi t near its zero.
      const unit = name === "cosPi" ? Math.max(unitAt(wanted[i]), 2 ** -53) : unitAt(wanted[i]);
      assert.ok(Math.abs(math[name](x) - wanted[i]) <= ulps * unit, `${name}(${x}) = ${math[name](x)}, expected ${wanted[i]}`);
    }
  });
}

test("special values are as in IEEE 754", () => {
  assert.deepEqual([math.exp(Infinity), math.exp(-Infinity), math.exp(710), math.exp(0)], [Infinity, 0, Infinity, 1]);
  assert.deepEqual([math.log(0), math.log(Infinity), math.log(1), math.log1p(-1)], [-Infinity, Infinity, 0, -Infinity]);
  assert.deepEqual([math.tanh(1e9), math.tanh(-1e9), math.sigmoid(-1e9), math.erf(40), math.erfc(-40)], [1, -1, 0, 1, 2]);
  assert.ok([math.exp(NaN), math.log(-1), math.log1p(-2), math.tanh(NaN), math.erf(NaN)].every(Number.isNaN));
});

test("the bits of all functions are those of every other machine", () => {
  const values = new Float64Array(9 * 2000);
  for (let i = 0; i < 2000; i++) {
    const x = (i - 1000) / 64 + i / 7;
    const row = [math.exp(x / 9), math.expm1(x / 9), math.tanh(x / 99), math.sigmoid(x / 9), math.log(x * x + 0.1), math.log1p(x * x),
      math.erf(x / 99), math.cosPi(i / 1999), math.power(1.0001, x)];
    values.set(row, 9 * i);
  }
  assert.equal(digest(new Uint8Array(values.buffer)), "fa67fc8eee9d110fbb1ef4907a6d98b038ac384747dbd402b0ad77052c7fc485");
});

test("no file of the network uses functions whose bits differ between browsers", () => {
  const folder = new URL("../../../../src/glassnet/serve/web/nn/", import.meta.url);
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
  assert.ok(names.length > 30);
  for (const name of names) {
    const text = readFileSync(new URL(name, folder), "utf8");
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(code, /Math\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|tanh|sinh|cosh|atan|asin|acos|cbrt|hypot)\b/, name);
    assert.doesNotMatch(code, /Math\.random|Date\.now/, name);
    // Powers of two, and of BigInts, are exact.
    assert.doesNotMatch(code, /(?<!\b2 )\*\* (?!BigInt)/, name);
  }
});
