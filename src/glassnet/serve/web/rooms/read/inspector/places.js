/** Short names of what a neuron reads, for tables. */

import { getNeuronName } from "../../../stage/columns.js";

/** The input of a term: "Row 8, column 12", "Neuron 3". @param {import("./neuron.js").Scene} scene @param {number} i */
export function describePlace({ values, before, sum }, i) {
  const name = getNeuronName(before, sum.from[i], values.model)
    .replace(/^(pixel in|layer \d+,( pooled,| averaged,)?) /, "")
    .replace(/row (\d+), column (\d+)/, "$1, $2");
  return name.replace(/^./, (first) => first.toUpperCase());
}

/** What the numbers of such a name are. @param {import("../../../stage/columns.js").Column} before */
export function describePlaces(before) {
  return before.shape.length === 3 ? "Row, column" : "From";
}
