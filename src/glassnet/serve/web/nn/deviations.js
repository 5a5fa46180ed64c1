/** What five tutorials compute differently from the mathematics that they explain, as ordinary parts. */

import { findLargest, writeSoftmax } from "./activations.js";
import { Tensor } from "./arrays.js";
import { Part, choice } from "./fields.js";
import { Loss, checkLabels } from "./losses.js";
import { log } from "./math.js";

/** `wang` adds this inside its logarithm, so that log(0) cannot happen. */
const INSIDE_LOGARITHM = 1e-8;

/**
 * Softmax and cross-entropy in the steps in which the tutorials take them.
 *
 * - `softmax_maximum`: what is subtracted before e^z. "whole_batch" (`wang`): one maximum for the whole matrix; "none"
 *   (`zhang`): nothing, so that large sums overflow.
 * - `cost`: "mean_over_entries" (`wang`): the printed cost is averaged over classes too, a tenth of the cross-entropy whose
 *   gradient is followed.
 */
export class TutorialCrossEntropy extends Loss {
  static type = "tutorial_cross_entropy";
  static fields = {
    softmax_maximum: choice("per_example", "whole_batch", "none"),
    cost: choice("mean_over_examples", "mean_over_entries"),
  };

  get wholeBatch() {
    return this.softmax_maximum === "whole_batch";
  }

  compare(outputs, labels) {
    checkLabels(outputs, labels);
    const { count, width } = outputs;
    const dOutputs = this.probabilities(outputs);
    const overEntries = this.cost === "mean_over_entries";
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const at = row * width + labels[row];
      sum -= log(dOutputs.data[at] + (overEntries ? INSIDE_LOGARITHM : 0));
      dOutputs.data[at] -= 1;
    }
    for (let i = 0; i < dOutputs.data.length; i++) dOutputs.data[i] /= count;
    return { value: sum / (overEntries ? dOutputs.data.length : count), dOutputs };
  }

  /** e^z / sum e^z, less the maximum that the tutorial takes. */
  probabilities(outputs) {
    const { width, data } = outputs;
    const probabilities = new Tensor(outputs.shape);
    const shared = this.softmax_maximum === "whole_batch" ? findLargest(data) : 0;
    for (let at = 0; at < data.length; at += width) {
      writeSoftmax(data, probabilities.data, at, width, this.softmax_maximum === "per_example" ? undefined : shared);
    }
    return probabilities;
  }
}

/** Gives every bias of a layer the sum of all its bias gradients, as np.sum without an axis does (`zhang`, `chang`). */
export class SummedBiasGradient extends Part {
  static type = "summed_bias_gradient";

  /** @param {import("./parameters.js").Parameters} parameters @param {import("./parameters.js").Parameters} gradients */
  apply(parameters, gradients) {
    for (const [name, { data }] of gradients.entries()) {
      if (name.endsWith("bias")) data.fill(data.reduce((sum, each) => sum + each, 0));
    }
  }
}
