/** Checks of derivatives: the backward pass beside differences of the loss, on the tutorial's own first weights and thirty digits. */

import { Tensor, buildRecipe, computeGradient, fromPlain, initializeParameters, resolveRecipe, updateDuringBackward } from "../../../../nn/index.js";
import { readSampleDigits } from "../../../backprop/core/sample-digits.js";
import { formatNumber } from "../../../learn/numbers.js";
import { TUTORIALS } from "../../../learn/recipe/presets.js";
import { TOLERANCE, compareGradients } from "../../gradient-table.js";

/**
 * @typedef {import("./index.js").Check} Check
 * @typedef {import("../../../../nn/parameters.js").Parameters} Parameters
 *
 * @typedef {object} Setting
 * @property {import("../../../../nn/network.js").Network} network
 * @property {any} loss
 * @property {Parameters} parameters
 * @property {Tensor} inputs
 * @property {number[]} labels
 */

const RATE = 0.1;

/** A tutorial's network with its first weights, and some digits. @param {string} name @param {number} count @returns {Promise<Setting>} */
async function prepare(name, count) {
  const digits = await readSampleDigits();
  const plain = /** @type {any} */ (TUTORIALS.find(({ id }) => id === name)).recipe;
  const recipe = buildRecipe(resolveRecipe(plain, 10, [28, 28]));
  const loss = name === "markmusic27" ? recipe.loss : fromPlain("loss", "softmax_cross_entropy");
  const inputs = new Tensor([count, 784], Float64Array.from(digits.images.subarray(0, count * 784), (gray) => gray / 255));
  return { network: recipe.network, loss, parameters: initializeParameters(recipe), inputs, labels: Array.from(digits.labels.subarray(0, count)) };
}

/**
 * @param {string} what @param {string} name of the tutorial
 * @param {(setting: Setting, gradients: Parameters) => void} deviate  makes the right gradients those of the tutorial
 * @param {number} [count] of digits
 * @returns {Check}
 */
function createCheck(what, name, deviate, count = 10) {
  return {
    what,
    async run(isWritten) {
      const setting = await prepare(name, count);
      const { network, loss, parameters, inputs, labels } = setting;
      const gradients = parameters.gradients();
      computeGradient(network, loss, parameters, inputs, labels, gradients);
      if (isWritten) deviate(setting, gradients);
      const lossNow = () => loss.compare(network.forward(parameters, inputs).result, labels).value;
      const rows = compareGradients(parameters, gradients, lossNow);
      const worst = rows.reduce((one, other) => (other.error > one.error ? other : one));
      const pair = `${formatNumber(worst.computed)} computed, ${formatNumber(worst.measured)} by differences`;
      const holds = rows.every((row) => row.holds);
      return {
        holds,
        found: holds ? `all agree but for rounding; in ${worst.name}, ${pair}` : `the largest relative error is ${formatNumber(worst.error)}, in ${worst.name}: ${pair}`,
        expected: `relative errors below ${formatNumber(TOLERANCE)}`,
      };
    },
  };
}

/** @param {Parameters} gradients @param {number} factor */
function scale(gradients, factor) {
  gradients.vector.forEach((value, i) => { gradients.vector[i] = factor * value; });
}

/** @type {Record<string, Check>} */
export const GRADIENT_CHECKS = {
  "summed-bias-gradient": createCheck("Do all derivatives agree with differences of the loss?", "zhang",
    ({ parameters }, gradients) => fromPlain("gradient_rule", "summed_bias_gradient").apply(parameters, gradients)),
  "sign-of-the-error": createCheck("Do all derivatives agree with differences of the loss?", "zhang", (_, gradients) => scale(gradients, -1)),
  "divisor-of-all-images": createCheck("Divided by 42,000 for 41,000 images: do all derivatives agree with differences of the loss?", "zhang",
    (_, gradients) => scale(gradients, 41_000 / 42_000)),
  "update-before-propagating": createCheck("After one digit: is what the update subtracts, divided by the rate, the derivative by differences?", "markmusic27",
    ({ network, loss, parameters, inputs, labels }, gradients) => {
      const moved = parameters.copy();
      updateDuringBackward(network, loss, moved, inputs, labels, parameters.gradients(), RATE);
      moved.vector.forEach((value, i) => { gradients.vector[i] = (parameters.vector[i] - value) / RATE; });
    }, 1),
  "cost-over-classes": {
    what: "Is A − Y the derivative of the cost by the sums?",
    run(isWritten) {
      const loss = fromPlain("loss", { type: "batch_maximum_cross_entropy", cost: isWritten ? "mean_over_entries" : "mean_over_examples" });
      const outputs = new Tensor([2, 10], Float64Array.from({ length: 20 }, (_, i) => Math.sin(3 * i)));
      const labels = [4, 7];
      const { dOutputs } = loss.compare(outputs, labels);
      const value = outputs.data[4];
      const at = (/** @type {number} */ change) => {
        outputs.data[4] = value + change;
        return loss.compare(outputs, labels).value;
      };
      const measured = (at(1e-5) - at(-1e-5)) / 2e-5;
      at(0);
      const ratio = dOutputs.data[4] / measured;
      return { holds: Math.abs(ratio - 1) < TOLERANCE, found: `A − Y is ${formatNumber(ratio)} times the difference quotient`, expected: "1 time" };
    },
  },
};
