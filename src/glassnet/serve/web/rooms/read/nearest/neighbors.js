/** The images nearest to one, by their pixels or by what a network's last hidden layer makes of them, as `glassnet.explain.neighbors` has it. */

import { countEntries } from "../../../nn/arrays.js";
import { fromPlain, toPlain } from "../../../nn/catalog.js";
import { readBatch } from "../../../nn/metrics.js";
import { Network } from "../../../nn/network.js";
import { Parameters } from "../../../nn/parameters.js";
import { SparseImages } from "../../../nn/sparse-images.js";

/** @typedef {{index: number, distance: number}} Neighbor */

/**
 * The rows at the smallest Euclidean distance from a vector, the nearest first; of rows at the same distance the first comes first.
 * @param {ArrayLike<number>} rows one after the other @param {ArrayLike<number>} vector @param {number} count how many are wanted
 * @param {{rows?: number, unit?: number}} [options]  only so many rows; what stands for 1
 * @returns {Neighbor[]}
 */
export function findNeighbors(rows, vector, count, { rows: limit = rows.length / vector.length, unit = 1 } = {}) {
  const width = vector.length;
  /** @type {{index: number, square: number}[]} */
  const nearest = [];
  for (let index = 0; index < limit; index++) {
    const worst = nearest.length < count ? Infinity : nearest[count - 1].square;
    const start = index * width;
    let square = 0;
    for (let i = 0; i < width && square < worst; i++) {
      const difference = rows[start + i] - vector[i];
      square += difference * difference;
    }
    if (!(square < worst)) continue;
    const place = nearest.findIndex((each) => square < each.square);
    nearest.splice(place < 0 ? nearest.length : place, 0, { index, square });
    if (nearest.length > count) nearest.pop();
  }
  return nearest.map(({ index, square }) => ({ index, distance: Math.sqrt(square) / unit }));
}

/** The layers before the last one with weights: null for a network without hidden layers. @param {Network} network */
export function takeHead({ layers, layerNames, inputShape }) {
  const named = layerNames.flatMap((name, i) => (name ? [i] : []));
  return named.length < 2 ? null : new Network(layers.slice(0, named[named.length - 1]), inputShape);
}

/** The name of the last hidden layer, such as "2", and how many neurons it has; null without one. @param {Network} network */
export function describeHead(network) {
  const head = takeHead(network);
  return head && { name: String(head.layerNames.findLast(Boolean)), neurons: countEntries(head.outputShape) };
}

/** The head of a network as a message holds it; null without one. @param {Network} network @param {Parameters} parameters */
export function packHead(network, parameters) {
  const head = takeHead(network);
  if (head === null) return null;
  const size = head.layout.reduce((sum, [, shape]) => sum + countEntries(shape), 0);
  return {
    layers: head.layers.map(toPlain), inputShape: head.inputShape, neurons: countEntries(head.outputShape),
    vector: parameters.vector.slice(0, size),
  };
}

/** @param {NonNullable<ReturnType<typeof packHead>>} packed */
export function unpackHead({ layers, inputShape, vector }) {
  const network = new Network(layers.map((each) => fromPlain("layer", each)), inputShape);
  return { network, parameters: new Parameters(network.layout, vector) };
}

/**
 * What the head makes of stored images, row after row.
 * @param {{network: Network, parameters: Parameters}} head @param {Uint8Array} images
 */
export function computeHidden({ network, parameters }, images) {
  const sparse = new SparseImages(images, countEntries(network.inputShape), parameters.precision);
  const rows = Uint32Array.from({ length: sparse.count }, (_, i) => i);
  return network.forward(parameters, readBatch(network, sparse, rows)).result.data;
}
