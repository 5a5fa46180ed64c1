/**
 * Arrays with shapes. The batch comes first: dense inputs are `(batch, features)`, images `(batch, height, width, channels)`;
 * weights are `(inputs, outputs)`. A name that begins with `d` is the derivative of the loss by what follows.
 *
 * All sums are made in double precision; only parameters are stored in the precision of the recipe.
 */

/** @typedef {Float32Array | Float64Array} Numbers */
/** @typedef {Record<string, {shape: number[], data: Numbers}>} Arrays */

/** Numbers in row-major order, and their shape. */
export class Tensor {
  /** @param {number[]} shape @param {Float64Array} [data] zeros where none are given */
  constructor(shape, data = new Float64Array(countEntries(shape))) {
    this.shape = shape;
    this.data = data;
  }

  /** The size of the batch. */
  get count() {
    return this.shape[0];
  }

  /** How many numbers each example has. */
  get width() {
    return countEntries(this.shape) / this.shape[0];
  }

  /** The same numbers in another shape. @param {number[]} shape */
  reshape(shape) {
    return new Tensor(shape, this.data);
  }

  /** One example as a batch of one; a view. @param {number} index */
  row(index) {
    return new Tensor([1, ...this.shape.slice(1)], this.data.subarray(index * this.width, (index + 1) * this.width));
  }
}

/** The product of all sides. @param {number[]} shape */
export function countEntries(shape) {
  let product = 1;
  for (const side of shape) product *= side;
  return product;
}

/** @param {number[]} one @param {number[]} other */
export function haveSameShape(one, other) {
  return one.length === other.length && one.every((side, i) => side === other[i]);
}

/**
 * Allocates arrays by name, the same one each time, so that a repeated step allocates nothing.
 *
 * The contents are whatever was left in them: with one `Buffers` a pass must be used before the next one begins.
 */
export class Buffers {
  /** @type {Map<string, Tensor>} */
  #tensors = new Map();
  /** @type {Map<string | number, Buffers>} */
  #inner = new Map();

  /** @param {string} name @param {number[]} shape */
  allocate(name, shape) {
    let tensor = this.#tensors.get(name);
    if (tensor === undefined || !haveSameShape(tensor.shape, shape)) {
      tensor = new Tensor(shape);
      this.#tensors.set(name, tensor);
    }
    return tensor;
  }

  /** The buffers of one part, apart from all others. @param {string | number} name */
  within(name) {
    let inner = this.#inner.get(name);
    if (inner === undefined) this.#inner.set(name, (inner = new Buffers()));
    return inner;
  }
}

/** New arrays each time, for callers that keep results. */
export const FRESH = {
  /** @param {string} _ @param {number[]} shape */
  allocate: (_, shape) => new Tensor(shape),
  within: () => FRESH,
};

/**
 * What a pass may use: a generator of random numbers only while training, and buffers to work in.
 * @typedef {object} Context
 * @property {import("./random.js").Generator | null} rng
 * @property {Pick<Buffers, "allocate" | "within">} buffers
 */

/** @type {Context} */
export const PREDICTING = { rng: null, buffers: FRESH };
