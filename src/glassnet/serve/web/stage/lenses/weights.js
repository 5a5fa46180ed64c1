/** Learning: lines are the weights themselves, whatever the network reads; nodes are activations where there is an example. */

import { formatNumber } from "../../reading/numbers.js";
import { getNeuronName } from "../columns.js";
import { getActivations, getDenseWeights } from "../lens.js";

/** @type {import("../lens.js").Lens} */
export const WEIGHTS = {
  id: "weights",
  legend: { low: "negative", high: "positive weight", line: "line = weight", node: "fill = activation" },
  nodes: getActivations,
  lines(values, column) {
    const weights = getDenseWeights(values, column);
    if (!weights) return null;
    const { data, shape: [fromCount, toCount] } = weights;
    return { fromCount, toCount, value: (from, to) => data[from * toCount + to] };
  },
  explainLine(values, column, from, to) {
    const weights = getDenseWeights(values, column);
    return `weight ${formatNumber(weights?.data[from * weights.shape[1] + to] ?? 0, 4)}`;
  },
  explainNode(values, column, index) {
    const value = getActivations(values, column)?.[index];
    const name = getNeuronName(column, index, values.model);
    return value === undefined ? name : `${name}: ${formatNumber(value, 3)}`;
  },
};
