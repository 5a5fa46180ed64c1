/**
 * The three products that dense layers and convolutions are made of. Here the time goes.
 *
 * Weights are `(inputs, units)`, one row for each input, so that all of them are read along rows. Inputs that are zero,
 * four of five pixels and half of what ReLU leaves, are skipped.
 */

/** @typedef {import("./arrays.js").Numbers} Numbers */

/**
 * sums[u] += sum over i of inputs[i] weights[i, u].
 *
 * Four inputs at a time, so that each sum is loaded and stored once for four products; they are added in the same order.
 * @param {Float64Array} sums @param {number} at where the sums begin @param {number} units
 * @param {Float64Array} inputs @param {number} from where the inputs begin @param {number} count
 * @param {Numbers} weights @param {number} row where the weights of the first input begin
 */
export function addProducts(sums, at, units, inputs, from, count, weights, row) {
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const [a, b, c, d] = [inputs[from + i], inputs[from + i + 1], inputs[from + i + 2], inputs[from + i + 3]];
    if (a === 0 && b === 0 && c === 0 && d === 0) continue;
    addFour(sums, at, units, weights, a, row + i * units, b, row + (i + 1) * units, c, row + (i + 2) * units, d, row + (i + 3) * units);
  }
  for (; i < count; i++) {
    const input = inputs[from + i];
    const start = row + i * units;
    if (input !== 0) for (let u = 0; u < units; u++) sums[at + u] += input * weights[start + u];
  }
}

/** sums[u] += a weights[aRow + u] + b weights[bRow + u] + c weights[cRow + u] + d weights[dRow + u]. */
export function addFour(sums, at, units, weights, a, aRow, b, bRow, c, cRow, d, dRow) {
  for (let u = 0; u < units; u++) {
    sums[at + u] =
      sums[at + u] + a * weights[aRow + u] + b * weights[bRow + u] + c * weights[cRow + u] + d * weights[dRow + u];
  }
}

/**
 * dWeights[i, u] += inputs[i] dSums[u].
 * @param {Float64Array} dWeights @param {number} row where those of the first input begin
 * @param {Float64Array} inputs @param {number} from @param {number} count
 * @param {Float64Array} dSums @param {number} at @param {number} units
 */
export function addOuterProducts(dWeights, row, inputs, from, count, dSums, at, units) {
  for (let i = 0; i < count; i++) {
    const input = inputs[from + i];
    if (input !== 0) {
      const start = row + i * units;
      for (let u = 0; u < units; u++) dWeights[start + u] += input * dSums[at + u];
    }
  }
}

/**
 * dInputs[i] += sum over u of weights[i, u] dSums[u].
 * @param {Float64Array} dInputs @param {number} from @param {number} count
 * @param {Numbers} weights @param {number} row
 * @param {Float64Array} dSums @param {number} at @param {number} units
 */
export function addTransposedProducts(dInputs, from, count, weights, row, dSums, at, units) {
  for (let i = 0; i < count; i++) {
    const start = row + i * units;
    let sum = 0;
    for (let u = 0; u < units; u++) sum += weights[start + u] * dSums[at + u];
    dInputs[from + i] += sum;
  }
}

/** total[u] += the sum over all rows of rows[r, u]. @param {Float64Array} rows @param {Float64Array} total */
export function addRows(rows, total) {
  const units = total.length;
  for (let at = 0; at < rows.length; at += units) {
    for (let u = 0; u < units; u++) total[u] += rows[at + u];
  }
}
