/**
 * A neural network from scratch, once more in JavaScript: no dependencies, no build step, in pages, workers and Node alike.
 *
 * Read the files in this order: `math`, `random`, `fields`, `arrays`, `initializers`, `activations`, `smooth-activations`,
 * `products`, `sparse-images`, `layers`, `parameters`, `network`, `losses`, `descent`, `gradient-check`, `optimizers`, `schedules`,
 * `regularization`, `averaging`, `convolution`, `pooling`, `normalization`, `deviations`, `catalog`, `recipe`; then what trains:
 * `data`, `metrics`, `blocks`, `trainer`, `diagnosis`, `number-text`, `symptoms`, `training`, `snapshots`, `session`, `worker`, `start-worker`; then what keeps and shows:
 * `sha256`, `sealed`, `model-file`, `model`, `trace`.
 *
 * Names, formulas and results are those of the Python package `glassnet.nn`; tests compare both, number by number.
 */

export { Tensor } from "./arrays.js";
export { PARTS, fromPlain, toPlain } from "./catalog.js";
export { holdOut, orderEpoch, splitImages, takeImages } from "./data.js";
export { computeGradient, computeOutputs, descendExamples, updateDuringBackward, updateParameters } from "./descent.js";
export { DamagedFile, GlassnetError, SettingError, ShapeError } from "./errors.js";
export { checkGradients, differ } from "./gradient-check.js";
export { evaluate, outputsOfImages } from "./metrics.js";
export { judgeOutputs, predict } from "./model.js";
export { readModelFile, writeModelFile } from "./model-file.js";
export { Network } from "./network.js";
export { Parameters } from "./parameters.js";
export { Generator, RandomState } from "./random.js";
export { buildRecipe, dropPythonOnly, initializeParameters, resolveRecipe } from "./recipe.js";
export { SparseImages } from "./sparse-images.js";
export { traceForward, tracePass, traceSum } from "./trace.js";
export { Trainer } from "./trainer.js";
export { stepThrough, train } from "./training.js";
