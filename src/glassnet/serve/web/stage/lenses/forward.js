/** Reading: nodes are activations, lines are weight × activation, what one neuron adds to another's sum. */

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
    return `${name}: ${formatNumber(value, 3)}`;
  },
};
