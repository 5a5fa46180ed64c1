/** Where a training run diverged, and the likely cause. */

import { readBatch } from "./metrics.js";

/** Outputs of networks that learn stay far below. */
const LARGE = 1e6;

/**
 * @param {import("./trainer.js").Trainer} trainer @param {number} rate the last learning rate
 * @returns {{layer: string, cause: string}}
 */
export function diagnose({ network, parameters, nextBatch }, rate) {
  const tooHigh = `the learning rate ${rate} is probably too high`;
  for (const [name, { data }] of parameters.entries()) {
    if (!data.every(Number.isFinite)) {
      const hint = "Try a tenth of it, or add gradient_rules = [{type = 'clip_norm', limit = 1}].";
      return { layer: `parameters ${name}`, cause: `The last update made them infinite: ${tooHigh}. ${hint}` };
    }
  }
  const inputs = readBatch(network, nextBatch.images, nextBatch.order);
  const { outputs } = network.forward(parameters, inputs);
  const broken = outputs.findIndex(({ data }) => !data.every(Number.isFinite));
  if (broken >= 0) {
    return { layer: `layer ${broken + 1} (${network.layers[broken].type})`, cause: `Its sums became infinite: ${tooHigh}.` };
  }
  const largest = outputs[outputs.length - 1].data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  if (largest > LARGE) return { layer: "the loss", cause: `Outputs grew to ${largest.toExponential(0)}: ${tooHigh}.` };
  return { layer: "the loss", cause: "exp() or log() went out of range: subtract the maximum in the softmax." };
}
