/** In a worker: looks for the nearest training digits, and keeps what the last hidden layer of a network makes of each. */

import { chooseRows } from "../../lab/core/counting.js";
import { countProducts } from "../../lab/core/subject.js";
import { computeHidden, findNeighbors, unpackHead } from "./neighbors.js";

const SLICE = 150;
/** Multiplications for one network: the training digits beyond that are left out. */
const MAX_PRODUCTS = 2e10;

/**
 * - `searched`: {images, labels, count}: what is searched.
 * - `head`: {head}, as `packHead` has it, or null: the network that the searches that follow are about.
 * - `find`: {id, pixels, count} posts {id, by: "pixels", found, searched}, and then {id, by: "hidden", found, searched, of} while
 *   more and more digits are searched; a search ends where a newer one begins. Each that is found has index, label, distance, image.
 * - `end` ends the search. Other commands are not for this part.
 * @param {{postMessage(message: any): void, addEventListener(type: "message", listener: (event: any) => void): void}} port
 */
export function listenForSearches(port) {
  /** @type {{images: Uint8Array, labels: Uint8Array, count: number}} */
  let digits = { images: new Uint8Array(), labels: new Uint8Array(), count: 0 };
  /** @type {{network: any, parameters: any, vectors: Float32Array, width: number, known: number, limit: number} | null} */
  let head = null;
  let current = 0;

  /** @param {any} packed */
  function setHead(packed) {
    current = 0;
    head = null;
    if (packed === null) return;
    const unpacked = unpackHead(packed);
    const limit = Math.min(digits.count, Math.max(1, Math.floor(MAX_PRODUCTS / countProducts(unpacked.network))));
    head = { ...unpacked, vectors: new Float32Array(limit * packed.neurons), width: packed.neurons, known: 0, limit };
  }

  /** @param {import("./neighbors.js").Neighbor[]} neighbors */
  function describe(neighbors) {
    const size = digits.images.length / digits.count;
    return neighbors.map(({ index, distance }) => ({ index, distance, label: digits.labels[index], image: digits.images.slice(index * size, (index + 1) * size) }));
  }

  /** Compute what the layer makes of more digits, for some time. @param {NonNullable<typeof head>} own */
  function learnMore(own) {
    const size = digits.images.length / digits.count;
    const rows = chooseRows(own.network);
    const until = performance.now() + SLICE;
    while (own.known < own.limit && performance.now() < until) {
      const end = Math.min(own.limit, own.known + rows);
      own.vectors.set(computeHidden(own, digits.images.subarray(own.known * size, end * size)), own.known * own.width);
      own.known = end;
    }
  }

  /** @param {{id: number, pixels: Uint8Array, count: number}} asked */
  async function find({ id, pixels, count }) {
    current = id;
    port.postMessage({ id, by: "pixels", found: describe(findNeighbors(digits.images, pixels, count, { unit: 255 })), searched: digits.count, of: digits.count });
    const own = head;
    if (own === null) return;
    const vector = computeHidden(own, pixels);
    do {
      learnMore(own);
      port.postMessage({ id, by: "hidden", found: describe(findNeighbors(own.vectors, vector, count, { rows: own.known })), searched: own.known, of: own.limit });
      await new Promise((resolve) => setTimeout(resolve));
    } while (current === id && own.known < own.limit);
  }

  port.addEventListener("message", ({ data: { command, ...fields } }) => {
    if (command === "searched") digits = fields;
    else if (command === "head") setHead(fields.head);
    else if (command === "end") current = 0;
    else if (command === "find") find(/** @type {any} */ (fields)).catch((error) => port.postMessage({ id: fields.id, error: error.message }));
  });
}
