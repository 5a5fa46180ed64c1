/** What a model says of an image. */

import { Tensor } from "./arrays.js";
import { logSumExp } from "./losses.js";
import { outputsOfImages, takeColumns } from "./metrics.js";

/** @typedef {import("./model-file.js").Model} Model */

/**
 * Calibrated probabilities of the classes `(count, classes)`, and by how much each image's evidence of a class exceeds the
 * threshold (null where the model does not reject).
 * @param {Model} model @param {Uint8Array} images bytes, 255 full ink
 */
export function predict(model, images) {
  return judgeOutputs(model, outputsOfImages(model.network, model.parameters, images));
}

/**
 * What a model says of outputs that its network computed, one row for each image.
 * @param {Pick<Model, "recipe" | "classNames" | "temperature" | "threshold">} model @param {Tensor} outputs
 */
export function judgeOutputs(model, outputs) {
  const logits = takeColumns(outputs, model.classNames.length);
  const scaled = new Tensor(logits.shape, logits.data.map((z) => z / model.temperature));
  return { outputs, probabilities: model.recipe.loss.probabilities(scaled), margins: measureMargins(model, outputs) };
}

/**
 * log sum exp of the classes' logits - the logit of "none of these" - threshold, for each row.
 * @param {Pick<Model, "recipe" | "classNames" | "threshold">} model @param {Tensor} outputs
 */
function measureMargins({ recipe, classNames, threshold }, { data, count, width }) {
  if (threshold === null || threshold === undefined || !recipe.rejects) return null;
  return Float64Array.from({ length: count }, (_, row) => {
    const at = row * width;
    return logSumExp(data, at, classNames.length) - data[at + width - 1] - threshold;
  });
}
