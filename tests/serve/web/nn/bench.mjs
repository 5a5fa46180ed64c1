/**
 * Prints how many examples a second of processor time the 784-16-16-10 network trains on, in one thread:
 * `node tests/serve/web/nn/bench.mjs`.
 */

import { Generator } from "../../../../src/glassnet/serve/web/nn/random.js";
import { buildRecipe } from "../../../../src/glassnet/serve/web/nn/recipe.js";
import { Trainer } from "../../../../src/glassnet/serve/web/nn/trainer.js";

const COUNT = 20_000;
const SECONDS = 1.5;

/** Images with as many nonzero pixels as MNIST's have: 150 of 784. */
function makeImages() {
  const rng = new Generator([1]);
  const images = new Uint8Array(COUNT * 784);
  for (let i = 0; i < images.length; i++) if (rng.random() < 0.19) images[i] = rng.integer(1, 256);
  const labels = Uint8Array.from({ length: COUNT }, () => rng.integer(0, 10));
  return { images, labels, shape: [28, 28], classNames: [..."0123456789"] };
}

const hidden = (activation) => ({ type: "dense", units: 16, activation, weights: "he" });
const layersOf = (activation) => [hidden(activation), hidden(activation), { type: "dense", units: 10 }];
const cases = {
  "relu, adamw, batches of 128": { layers: layersOf("relu"), optimizer: "adamw" },
  "tanh, gradient descent, batches of 32": { layers: layersOf("tanh"), optimizer: "gradient_descent", learning_rate: 0.1, batch_size: 32 },
  "gelu, adam, batches of 128": { layers: layersOf("gelu") },
  "relu, gradient descent, float64, one at a time": { layers: layersOf("relu"), optimizer: "gradient_descent", learning_rate: 0.01, batch_size: 1, precision: "float64" },
};

const digits = makeImages();
for (const [name, plain] of Object.entries(cases)) {
  const trainer = new Trainer(buildRecipe({ name, input_shape: [784], validation: 0, epochs: 1000, ...plain }), digits);
  const measure = (seconds) => {
    const [start, before] = [process.cpuUsage(), trainer.totals.examples];
    const spent = () => process.cpuUsage(start).user / 1e6;
    while (spent() < seconds) for (let i = 0; i < 20; i++) trainer.update();
    return (trainer.totals.examples - before) / spent();
  };
  measure(0.5);
  console.log(`${name}: ${Math.round(measure(SECONDS)).toLocaleString("en")} examples/s`);
}
