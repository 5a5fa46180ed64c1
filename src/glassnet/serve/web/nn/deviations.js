/** What published tutorials use in place of the correct losses and gradients, as ordinary parts. */

import { findLargest, writeSoftmax } from "./activations.js";
import { Tensor } from "./arrays.js";
import { Part, choice } from "./fields.js";
import { Loss, SoftmaxCrossEntropy, checkLabels } from "./losses.js";
import { log } from "./math.js";

/** Added inside the logarithm of the mean over entries, so that log(0) cannot happen. */
const INSIDE_LOGARITHM = 1e-8;

/**
 * Softmax cross-entropy from e^z / sum e^z as written, without subtracting a maximum first: the same function, until e^z
 * overflows, above z = 709. Then value and gradient are not numbers.
 */
export class UnshiftedCrossEntropy extends Loss {
  static type = "unshifted_cross_entropy";

  compare(outputs, labels) {
    return compareShifted(outputs, labels, 0, "mean_over_examples");
  }

  /** softmax(outputs), which is the same function, without the overflow. */
  probabilities(outputs) {
    return new SoftmaxCrossEntropy().probabilities(outputs);
  }
}

/**
 * Softmax cross-entropy after subtracting one maximum, that of the whole batch.
 *
 * With `cost` "mean_over_entries" the value is -mean(t log(p + 1e-8)) over examples and classes, 1 / classes of the
 * cross-entropy, while the gradient stays that of the cross-entropy.
 */
export class BatchMaximumCrossEntropy extends Loss {
  static type = "batch_maximum_cross_entropy";
  static fields = { cost: choice("mean_over_examples", "mean_over_entries") };

  get wholeBatch() {
    return true;
  }

  compare(outputs, labels) {
    return compareShifted(outputs, labels, findLargest(outputs.data), this.cost);
  }

  /** softmax(outputs), which is the same function for each row on its own. */
  probabilities(outputs) {
    return new SoftmaxCrossEntropy().probabilities(outputs);
  }
}

/** Cost and gradient of softmax(outputs - maximum). @param {Tensor} outputs @param {ArrayLike<number>} labels */
function compareShifted(outputs, labels, maximum, cost) {
  checkLabels(outputs, labels);
  const { count, width, data } = outputs;
  const dOutputs = new Tensor(outputs.shape);
  const overEntries = cost === "mean_over_entries";
  let sum = 0;
  for (let row = 0; row < count; row++) {
    writeSoftmax(data, dOutputs.data, row * width, width, maximum);
    const at = row * width + labels[row];
    sum -= log(dOutputs.data[at] + (overEntries ? INSIDE_LOGARITHM : 0));
    dOutputs.data[at] -= 1;
  }
  for (let i = 0; i < dOutputs.data.length; i++) dOutputs.data[i] /= count;
  return { value: sum / (overEntries ? dOutputs.data.length : count), dOutputs };
}

/** Gives every bias of a layer the sum of all its bias gradients, as np.sum without an axis does. */
export class SummedBiasGradient extends Part {
  static type = "summed_bias_gradient";

  /** @param {import("./parameters.js").Parameters} parameters @param {import("./parameters.js").Parameters} gradients */
  apply(parameters, gradients) {
    for (const [name, { data }] of gradients.entries()) {
      if (name.endsWith("bias")) data.fill(data.reduce((sum, each) => sum + each, 0));
    }
  }
}
