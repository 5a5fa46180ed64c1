/** Reading: nodes are activations, lines are weight × activation, what one neuron adds to another's sum. */

import { countEntries } from "../../nn/arrays.js";
import { formatNumber } from "../../reading/numbers.js";
import { getNeuronName } from "../columns.js";
import { getActivations, getDenseWeights, getLayerInputs } from "../lens.js";

/** @type {import("../lens.js").Lens} */
export const FORWARD = {
  id: "forward",
  legend: { low: "lowers", high: "raises the next neuron’s sum", line: "line = weight × activation", node: "fill = activation" },
  nodes: getActivations,
  lines(values, column) {
    const weights = getDenseWeights(values, column);
    const inputs = getLayerInputs(values, column);
    if (!weights || !inputs) return null;
    const { data, shape: [fromCount, toCount] } = weights;
    return { fromCount, toCount, skips: (from) => inputs[from] === 0, value: (from, to) => inputs[from] * data[from * toCount + to] };
  },
  explainLine(values, column, from, to) {
    const weights = getDenseWeights(values, column);
    const input = getLayerInputs(values, column)?.[from] ?? 0;
    const weight = weights?.data[from * weights.shape[1] + to] ?? 0;
    const term = input * weight;
    const effect = term === 0 ? "changes nothing" : `${term > 0 ? "raises" : "lowers"} the sum`;
    return `weight ${formatNumber(weight, 3)} × activation ${formatNumber(input, 3)} = ${formatNumber(term, 3)}: ${effect}`;
  },
  explainNode(values, column, index) {
    const value = getActivations(values, column)?.[index];
    const name = getNeuronName(column, index, values.model);
    if (value === undefined) return name;
    if (!column.number) return `${name}: ${Math.round(100 * value)} % ink`;
    return `${name}: ${explainValue(values, column, index) ?? formatNumber(value, 3)}`;
  },
};

/** The formula of a neuron with its numbers; null where its column is no sum of its own. @param {import("../lens.js").Values} values @param {import("../columns.js").Column} column @param {number} index */
function explainValue({ pass, parameters }, column, index) {
  if (column.kind !== "dense" && column.kind !== "conv2d") return null;
  const [first, last] = [pass.layers[column.index], pass.layers[column.last]];
  if (first.sums.data.length !== last.outputs.data.length) return null;
  const { shape } = /** @type {import("../../nn/arrays.js").Tensor} */ (parameters.ofLayer(column.name).weights);
  const terms = countEntries(shape.slice(0, -1));
  const [sum, value] = [formatNumber(first.sums.data[index], 3), formatNumber(last.outputs.data[index], 3)];
  const adds = `Σ weight × ${column.number === 1 ? "pixel" : "activation"} over ${terms} + bias = ${sum}`;
  if (!column.activations.length) return adds;
  return column.activations.length === 1 ? `${adds}, ${column.activations[0]}(${sum}) = ${value}` : `${adds}, then ${column.activations.join(", ")}: ${value}`;
}
