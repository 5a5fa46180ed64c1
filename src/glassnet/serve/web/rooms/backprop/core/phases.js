/**
 * The phases of one update, in order: forward, loss, error at the outputs; then, layer by layer from the last one to the first,
 * gradients, and the error passed back; then the update and the new loss.
 */

/**
 * @typedef {import("../../../stage/columns.js").Column} Column
 * @typedef {"forward" | "loss" | "error" | "gradients" | "back" | "update" | "again"} PhaseKind
 * @typedef {object} Phase
 * @property {PhaseKind} kind
 * @property {number} column  the column that it is about
 * @property {string} layer   its layer, as in "1.weights"
 * @property {string} title
 */

/** @param {Column[]} columns @returns {Phase[]} */
export function listPhases(columns) {
  const last = columns.length - 1;
  const { layer } = columns[last];
  const learning = columns.filter(({ name }) => name).reverse();
  /** @type {Phase[]} */
  const phases = [
    { kind: "forward", column: last, layer, title: "Forward" },
    { kind: "loss", column: last, layer, title: "Loss" },
    { kind: "error", column: last, layer, title: "Error at the outputs" },
  ];
  learning.forEach(({ number: column, layer: own }, i) => {
    if (i) phases.push({ kind: "back", column, layer: own, title: `Error passed back to layer ${own}` });
    phases.push({ kind: "gradients", column, layer: own, title: describeGradients(column, own, last) });
  });
  return [...phases, { kind: "update", column: last, layer, title: "Update" }, { kind: "again", column: last, layer, title: "New loss" }];
}

/** @param {number} column @param {string} layer @param {number} last */
function describeGradients(column, layer, last) {
  if (column === last) return "Gradients of the last layer";
  return column === 1 ? "Gradients of the first layer" : `Gradients of layer ${layer}`;
}

/** One sentence for each phase. @param {Phase} phase */
export function explainPhase({ kind, layer }) {
  return {
    forward: "Each neuron adds up what it reads, weighted; an activation function follows.",
    loss: "One number says how wrong the answer is: the smaller, the better.",
    error: "How much would the loss change if this output’s sum were a little larger?",
    gradients: `Each weight into layer ${layer}: what it reads times the error at its end.`,
    back: `Each neuron of layer ${layer} collects the errors of the neurons it feeds, through the same weights.`,
    update: "Every weight moves against its derivative: a large one far, a small one hardly.",
    again: "The same digit once more, through the changed weights.",
  }[kind];
}

/** The first column whose error is known in this phase; Infinity before the backward pass. @param {Phase} phase @param {number} last */
export function getKnownError({ kind, column }, last) {
  if (kind === "forward" || kind === "loss") return Infinity;
  if (kind === "error") return last;
  return kind === "update" || kind === "again" ? 1 : column;
}
