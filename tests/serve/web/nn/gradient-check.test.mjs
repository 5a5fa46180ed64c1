import assert from "node:assert/strict";
import test from "node:test";

import { Tensor } from "../../../../src/glassnet/serve/web/nn/arrays.js";
import { PARTS, fromPlain } from "../../../../src/glassnet/serve/web/nn/catalog.js";
import { checkGradients } from "../../../../src/glassnet/serve/web/nn/gradient-check.js";
import { Network } from "../../../../src/glassnet/serve/web/nn/network.js";
import { Generator } from "../../../../src/glassnet/serve/web/nn/random.js";

const TOLERANCE = 1e-6;
const last = { type: "dense", units: 3, bias: "uniform_range" };
const curved = { type: "conv2d", filters: 3, activation: "tanh", bias: "uniform_range" };

/** One network for each layer; the activations of the others are smooth. */
const LAYERS = {
  dense: [[{ type: "dense", units: 5, activation: "tanh" }, last], [4]],
  activate: [[{ type: "activate", activation: "tanh" }, last], [4]],
  flatten: [["flatten", last], [2, 3, 1]],
  dropout: [[{ type: "dropout", rate: 0.4 }, last], [9]],
  conv2d: [[{ ...curved, kernel_size: [2, 3], stride: 2, padding: "same" }, { ...curved, padding: 1 }, "flatten", last], [5, 6, 2]],
  max_pool2d: [[{ type: "max_pool2d", size: 3, stride: 1 }, "flatten", last], [4, 5, 2]],
  average_pool2d: [["average_pool2d", "flatten", last], [4, 5, 2]],
  global_average_pool: [["global_average_pool", last], [4, 5, 2]],
  layer_norm: [["layer_norm", "flatten", last], [3, 3, 2]],
};

/** Evenly spaced inputs in random order: each is far from zero and from its neighbors, where some functions have kinks. */
function makeInputs(rng, count, shape) {
  const inputs = new Tensor([count, ...shape]);
  for (let i = 0; i < inputs.data.length; i++) inputs.data[i] = -1 + (2 * i + 1) / inputs.data.length;
  rng.shuffle(inputs.data);
  return inputs;
}

function check([layers, shape], loss) {
  const rng = new Generator([6]);
  const network = new Network(layers.map((layer) => fromPlain("layer", layer)), shape);
  const parameters = network.initialize(rng, "float64");
  return checkGradients(network, fromPlain("loss", loss), parameters, makeInputs(rng, 4, shape), [0, 1, 2, 0], { dropoutSeed: 3 });
}

for (const name of Object.keys(PARTS.layer)) {
  test(`layer ${name}`, () => {
    assert.ok(name in LAYERS, "add a network with this layer");
    assert.ok(check(LAYERS[name], "softmax_cross_entropy").largestRelativeError < TOLERANCE);
  });
}

for (const activation of Object.keys(PARTS.activation)) {
  test(`activation ${activation}`, () => {
    const layers = [{ type: "activate", activation: activation === "leaky_relu" ? { type: activation, slope: 0.3 } : activation }, last];
    assert.ok(check([layers, [6]], "softmax_cross_entropy").largestRelativeError < TOLERANCE);
  });
}

for (const loss of Object.keys(PARTS.loss)) {
  test(`loss ${loss}`, () => {
    assert.ok(check([[{ ...last, activation: "tanh" }], [4]], loss).largestRelativeError < TOLERANCE);
  });
}

test("a smoothed loss", () => {
  const { largestRelativeError } = check([[last], [4]], { type: "softmax_cross_entropy", label_smoothing: 0.2 });
  assert.ok(largestRelativeError < TOLERANCE);
});

test("activations hold far from zero, too", () => {
  const far = [-800, -40, -9, 9, 40, 800];
  for (const [name, wanted] of Object.entries({ gelu: [0, 0], silu: [0, 0], elu: [-1, -1], softplus: [0, 0] })) {
    const [inputs, outputs, slopes] = [Float64Array.from(far), new Float64Array(6), new Float64Array(6)];
    const activation = fromPlain("activation", name);
    activation.forward(inputs, outputs, 6);
    activation.backward(inputs, outputs, new Float64Array(6).fill(1), slopes, 6);
    assert.deepEqual([...outputs.slice(4)], [40, 800], name);
    assert.ok(Math.abs(outputs[0] - wanted[0]) < 1e-15 && Math.abs(outputs[1] - wanted[1]) < 1e-14, `${name}: ${outputs}`);
    assert.ok(Math.abs(slopes[0]) < 1e-15 && Math.abs(slopes[5] - 1) < 1e-15, `${name}: ${slopes}`);
  }
});

test("a wrong derivative is found", () => {
  const tanh = fromPlain("activation", "tanh");
  const wrong = Object.create(tanh, { backward: { value: (inputs, outputs, dOutputs, dInputs) => dInputs.set(dOutputs) } });
  const dense = Object.create(fromPlain("layer", { type: "dense", units: 3 }), { activation: { value: wrong } });
  const rng = new Generator([6]);
  const network = new Network([dense], [4]);
  const parameters = network.initialize(rng, "float64");
  const found = checkGradients(network, fromPlain("loss", "squared_error"), parameters, makeInputs(rng, 2, [4]), [0, 1]);
  assert.ok(found.largestRelativeError > 0.01);
});
