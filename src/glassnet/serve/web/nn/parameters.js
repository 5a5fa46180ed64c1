/**
 * All parameters of a network as one vector, with a named view for each layer's arrays: an optimizer's step is one pass over
 * the vector, a snapshot is one copy.
 */

import { countEntries } from "./arrays.js";
import { ShapeError, formatError } from "./errors.js";

/** @typedef {import("./arrays.js").Numbers} Numbers */
/** @typedef {[name: string, shape: number[]][]} Layout names such as "1.weights", and shapes, in the vector's order */

/** @typedef {[name: string, array: {shape: number[], data: Numbers}][]} NamedArrays */

/** How many numbers a layout has. @param {Layout} layout */
export function countParameters(layout) {
  return layout.reduce((sum, [, shape]) => sum + countEntries(shape), 0);
}

/** One contiguous vector, and views into it by name: writing to a view writes to the vector. */
export class Parameters {
  /** @type {Map<string, {shape: number[], data: Numbers}>} */
  #views = new Map();
  /** @type {Record<string, import("./arrays.js").Arrays>} */
  #layers = {};

  /** @param {Layout} layout @param {Numbers} vector */
  constructor(layout, vector) {
    if (vector.length !== countParameters(layout)) {
      const wanted = `a vector of ${countParameters(layout)} numbers`;
      throw new ShapeError(formatError("Parameters", wanted, `${vector.length}`, "Use those of the same network."));
    }
    this.layout = layout;
    this.vector = vector;
    let start = 0;
    for (const [name, shape] of layout) {
      const end = start + countEntries(shape);
      const view = { shape, data: vector.subarray(start, end) };
      start = end;
      this.#views.set(name, view);
      const [layer, ownName] = name.split(".");
      (this.#layers[layer] ??= {})[ownName] = view;
    }
  }

  /** Zeros in a layout. @param {Layout} layout @param {"float32" | "float64"} precision */
  static zeros(layout, precision) {
    const Kind = precision === "float32" ? Float32Array : Float64Array;
    return new Parameters(layout, new Kind(countParameters(layout)));
  }

  /** "float32" or "float64". */
  get precision() {
    return this.vector instanceof Float32Array ? "float32" : "float64";
  }

  /** One array by its name, such as "1.weights". @param {string} name */
  get(name) {
    const view = this.#views.get(name);
    if (view === undefined) throw new ShapeError(formatError("Parameters", `one of ${[...this.#views.keys()]}`, name, "Check the name."));
    return view;
  }

  /** One array by its name, where there is one. @param {string} name */
  find(name) {
    return this.#views.get(name);
  }

  /** Names and arrays, in the vector's order. */
  entries() {
    return this.#views.entries();
  }

  /** The arrays of one layer by their own names: {weights, bias}. @param {string} name */
  ofLayer(name) {
    return this.#layers[name] ?? {};
  }

  /** Zeros in the same layout, in double precision, for gradients. */
  gradients() {
    return Parameters.zeros(this.layout, "float64");
  }

  /** The same numbers in a vector of their own. @param {"float32" | "float64"} [precision] */
  copy(precision = this.precision) {
    const copied = Parameters.zeros(this.layout, precision);
    copied.vector.set(this.vector);
    return copied;
  }
}
