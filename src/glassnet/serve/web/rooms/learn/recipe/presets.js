/** Recipes to begin with: the video's network, blank, our own, the tutorials', and six famous failures. */

/** @typedef {import("../../../nn/recipe.js").PlainRecipe} PlainRecipe */
/**
 * `try` says what to look for; `mend` what makes it work.
 * @typedef {{id: string, title: string, about: string, recipe: PlainRecipe, shuffled?: boolean, look?: string, mend?: string}} Preset
 */

const dense = (units, activation, weights = "he") => ({ type: "dense", units, activation, weights });
const OUTPUT = { type: "dense", units: "classes" };
const SMALL = [dense(16, "relu"), dense(16, "relu"), OUTPUT];

/** The recipe that the room opens with: 3Blue1Brown's size. @type {PlainRecipe} */
export const FIRST_RECIPE = {
  name: "mine", layers: SMALL, optimizer: "adam", learning_rate: 0.003, epochs: 10, batch_size: 64, seed: 0,
};

const UNIFORM = { type: "dense", units: 10, weights: "uniform_range", bias: "uniform_range" };
const ZHANG = {
  layers: [{ ...UNIFORM, activation: "relu" }, UNIFORM], input_shape: [784], loss: "unshifted_cross_entropy", optimizer: "gradient_descent",
  schedule: { type: "constant", rate: 0.1 }, epochs: 500, batch_size: "full", order: "file", precision: "float64",
};
const drawnOutputsFirst = { type: "scaled_normal", scale: 0.1, drawn: "outputs_first" };

/** @type {Preset[]} */
export const STARTS = [
  { id: "first", title: "784-16-16-10, ReLU", about: "The size in 3Blue1Brown’s videos, with Adam: with MNIST, 90 % of the test images within seconds.", recipe: FIRST_RECIPE },
  { id: "blank", title: "No hidden layer", about: "The simplest network: ten weighted sums of the pixels.", recipe: { name: "blank", layers: [OUTPUT], optimizer: "gradient_descent", learning_rate: 0.1, epochs: 5, batch_size: 64, seed: 0 } },
  { id: "standard", title: "standard: 784-256-10", about: "What glassnet train does without further words: about 98 %.", recipe: {
    name: "standard", description: "one hidden layer of 256, ReLU, Adam: seconds on a CPU, about 98 % of MNIST's test set",
    layers: [dense(256, "relu"), OUTPUT], optimizer: "adam", schedule: { type: "one_cycle", peak: 0.003 },
  } },
  { id: "tiny", title: "tiny: 784-16-16-10", about: "The page’s first network, without the deformed images that only Python trains with.", recipe: {
    name: "tiny", layers: [dense(16, "relu"), dense(16, "relu"), { type: "dense", units: 10 }], input_shape: [784],
    optimizer: { type: "adamw", weight_decay: 0.05 }, schedule: { type: "one_cycle", peak: 0.005 }, epochs: 80, averaging: "exponential_average",
  } },
];

/** @type {Preset[]} */
export const TUTORIALS = [
  { id: "markmusic27", title: "markmusic27: 784-16-16-10", about: "3Blue1Brown’s network: sigmoids, squared error, one example at a time.", recipe: {
    name: "markmusic27", layers: [dense(16, "sigmoid", "lecun"), dense(16, "sigmoid", "lecun"), dense(10, "sigmoid", "lecun")], input_shape: [784],
    loss: "squared_error", optimizer: "gradient_descent", schedule: { type: "constant", rate: 0.1 }, epochs: 1, batch_size: 1, order: "file",
    update: "during_backward", precision: "float64", validation: 0,
  } },
  { id: "wang", title: "wang: 784-16-16-10", about: "tanh, all 60,000 images in every one of 150 updates. Slow in a browser.", recipe: {
    name: "wang",
    layers: [dense(16, "tanh", drawnOutputsFirst), dense(16, "tanh", drawnOutputsFirst), { type: "dense", units: 10, weights: drawnOutputsFirst }],
    input_shape: [784], loss: { type: "batch_maximum_cross_entropy", cost: "mean_over_entries" }, optimizer: "gradient_descent",
    schedule: { type: "switch", before: 0.5, iteration: 76, after: 0.1 }, epochs: 150, batch_size: "full", order: "file", precision: "float64",
    seed: 2, generator: "legacy", validation: 0,
  } },
  { id: "zhang", title: "zhang: 784-10-10", about: "ReLU, full batch, 500 updates, bias gradients summed as in the text.", recipe: {
    name: "zhang", ...ZHANG, examples: 42000, validation: 1000, gradient_rules: ["summed_bias_gradient"],
  } },
  { id: "chang", title: "chang: 784-10-10", about: "The same network on all 60,000 images.", recipe: { name: "chang", ...ZHANG, validation: 0, gradient_rules: ["summed_bias_gradient"] } },
];

/** @param {string} name @param {Partial<PlainRecipe>} changes @returns {PlainRecipe} */
function broken(name, changes) {
  return { ...FIRST_RECIPE, name, ...changes };
}

/** @type {Preset[]} */
export const FAILURES = [
  {
    id: "rate-too-high", title: "Rate too high", about: "Plain gradient descent with steps thirty times too long.",
    recipe: broken("rate-too-high", { layers: [dense(16, "leaky_relu"), dense(16, "leaky_relu"), OUTPUT], optimizer: "gradient_descent", learning_rate: 3 }),
    look: "The loss rises from update to update until the numbers are infinite: take single batches to see each.", mend: "Set the rate to 0.1.",
  },
  {
    id: "zero-weights", title: "All weights zero", about: "Every neuron of a layer begins equal, and so they stay.",
    recipe: broken("zero-weights", { layers: [dense(16, "sigmoid", "zeros"), dense(16, "sigmoid", "zeros"), { ...OUTPUT, weights: "zeros" }] }),
    look: "The 16 weight images are all the same, however long it trains.", mend: "Choose random first weights.",
  },
  {
    id: "dying-relu", title: "Dying ReLU", about: "A large step pushes neurons to where ReLU is 0 for every image.",
    recipe: broken("dying-relu", { optimizer: "adam", learning_rate: 0.2 }),
    look: "Count the dead neurons in the first seconds.", mend: "A rate of 0.003, or leaky ReLU.",
  },
  {
    id: "saturated", title: "Saturated sigmoids", about: "First weights so large that every sigmoid is at one of its flat ends.",
    recipe: broken("saturated", { layers: [dense(16, "sigmoid", { type: "scaled_normal", scale: 10 }), dense(16, "sigmoid", { type: "scaled_normal", scale: 10 }), OUTPUT], optimizer: "gradient_descent", learning_rate: 0.1 }),
    look: "Activations pile up at 0 and 1, and the gradient of layer 1 is tiny.", mend: "Glorot’s first weights.",
  },
  {
    id: "shuffled-labels", title: "Shuffled labels", about: "Every image has another image’s label: there is nothing to understand.", shuffled: true,
    recipe: broken("shuffled-labels", { layers: [dense(128, "relu"), OUTPUT], examples: 2000, validation: 200, epochs: 120 }),
    look: "Training accuracy rises, test accuracy stays at 10 %: it learns by heart.", mend: "Use the right labels.",
  },
  {
    id: "too-few", title: "Too few examples", about: "100 images are quickly remembered, and that is all.",
    recipe: broken("too-few", { layers: [dense(64, "relu"), OUTPUT], examples: 110, validation: 10, epochs: 200, batch_size: 20 }),
    look: "All its own examples are right, and many of the test images wrong.", mend: "Train on all examples.",
  },
];

export const PRESETS = [...STARTS, ...TUTORIALS, ...FAILURES];

/** @param {string} id */
export function findPreset(id) {
  return PRESETS.find((each) => each.id === id);
}
