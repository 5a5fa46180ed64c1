/** What the stage shows in each phase: errors in the nodes, and on the lines what passes back, or each weight's derivative. */

import { FORWARD } from "../../../stage/lenses/forward.js";
import { formatAlone } from "./decimals.js";
import { getLayer, getOutputs } from "./quantities.js";
import { getKnownError } from "./phases.js";

/**
 * @typedef {import("../../../stage/lens.js").Lens} Lens
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {import("./phases.js").Phase} Phase
 */

/** @param {Phase} phase @param {Experiment} experiment @param {Column[]} columns @param {(column: number, index: number) => string} name @returns {Lens} */
export function createLens(phase, experiment, columns, name) {
  if (phase.kind === "forward" || phase.kind === "loss" || phase.kind === "again") return FORWARD;
  if (phase.kind === "update") return createStepLens(experiment, name);
  const known = getKnownError(phase, columns.length - 1);
  const isBack = phase.kind === "back";
  const lineIsPassed = (/** @type {Column} */ column) => isBack && column.number === phase.column + 1;
  const hasGradient = (/** @type {Column} */ column) => column.number > phase.column || (column.number === phase.column && phase.kind === "gradients");
  return {
    id: `backward-${phase.kind}`,
    legend: {
      low: "lowers", high: "raises the loss",
      line: isBack ? "line = weight × error" : phase.kind === "gradients" ? "line = dL/dw" : "no line yet",
      node: "fill = dL/dz",
    },
    nodes(_, column) {
      if (!column.number || column.number < known) return column.number === known - 1 || !column.number ? getOutputs(experiment, column) : null;
      return getLayer(experiment, column).dSums.data;
    },
    lines(_, column) {
      if (column.kind !== "dense" || !(lineIsPassed(column) || hasGradient(column))) return null;
      const { parameters, gradients, dSums, inputs } = getLayer(experiment, column);
      const [fromCount, toCount] = parameters.weights.shape;
      const { data } = lineIsPassed(column) ? parameters.weights : gradients.weights;
      if (lineIsPassed(column)) return { fromCount, toCount, value: (from, to) => data[from * toCount + to] * dSums.data[to] };
      return { fromCount, toCount, skips: (from) => inputs.data[from] === 0, value: (from, to) => data[from * toCount + to] };
    },
    explainLine(_, column, from, to) {
      const { parameters, gradients, dSums, inputs } = getLayer(experiment, column);
      const at = from * parameters.weights.shape[1] + to;
      if (lineIsPassed(column)) return `weight ${formatAlone(parameters.weights.data[at])} × error ${formatAlone(dSums.data[to])} = ${formatAlone(parameters.weights.data[at] * dSums.data[to])} passed back`;
      return `input ${formatAlone(inputs.data[from])} × error ${formatAlone(dSums.data[to])} = derivative ${formatAlone(gradients.weights.data[at])}`;
    },
    explainNode(_, column, index) {
      if (column.number && column.number >= known) return `${name(column.number, index)}: error ${formatAlone(getLayer(experiment, column).dSums.data[index])}`;
      return `${name(column.number, index)}: activation ${formatAlone(getOutputs(experiment, column)[index])}`;
    },
  };
}

/** Every weight's step: `values.parameters` are the steps. @param {Experiment} experiment @param {(column: number, index: number) => string} name @returns {Lens} */
function createStepLens(experiment, name) {
  const weightsOf = (/** @type {any} */ values, /** @type {Column} */ column) => values.parameters.ofLayer(column.name).weights;
  return {
    id: "step",
    legend: { low: "weight falls", high: "weight grows", line: "line = step of the weight", node: "fill = dL/dz" },
    nodes: (_, column) => (column.number ? getLayer(experiment, column).dSums.data : experiment.inputs),
    lines(values, column) {
      if (column.kind !== "dense") return null;
      const { data, shape: [fromCount, toCount] } = weightsOf(values, column);
      return { fromCount, toCount, value: (from, to) => data[from * toCount + to] };
    },
    explainLine(values, column, from, to) {
      const { data, shape: [, units] } = weightsOf(values, column);
      return `step ${formatAlone(data[from * units + to])}`;
    },
    explainNode: (_, column, index) => (column.number ? `${name(column.number, index)}: error ${formatAlone(getLayer(experiment, column).dSums.data[index])}` : name(0, index)),
  };
}
