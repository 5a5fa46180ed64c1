/** Stored images as lists of their nonzero pixels, four times as short, made once and read in every epoch. */

import { Tensor } from "./arrays.js";
import { addFour } from "./products.js";

/** byte / 255, as float64 and float32 have it. */
const SCALES = {
  float64: Float64Array.from({ length: 256 }, (_, byte) => byte / 255),
  float32: Float64Array.from({ length: 256 }, (_, byte) => Math.fround(byte / 255)),
};

/** Image `k` has the pixels `pixels[starts[k] .. starts[k + 1]]`, with these `bytes`. */
export class SparseImages {
  /**
   * @param {Uint8Array} images all bytes, one image after the other
   * @param {number} width pixels of each
   * @param {"float32" | "float64"} [precision]
   */
  constructor(images, width, precision = "float32") {
    this.width = width;
    this.count = images.length / width;
    this.scale = SCALES[precision];
    this.starts = new Uint32Array(this.count + 1);
    let nonzero = 0;
    for (let i = 0; i < images.length; i++) if (images[i] !== 0) nonzero++;
    this.pixels = new Uint32Array(nonzero);
    this.bytes = new Uint8Array(nonzero);
    let next = 0;
    for (let k = 0; k < this.count; k++) {
      for (let pixel = 0; pixel < width; pixel++) {
        const byte = images[k * width + pixel];
        if (byte === 0) continue;
        this.pixels[next] = pixel;
        this.bytes[next++] = byte;
      }
      this.starts[k + 1] = next;
    }
  }

  /** Some of them, in some order, as a batch. @param {ArrayLike<number>} order */
  take(order) {
    return new SparseBatch(this, order);
  }
}

/** A batch of sparse images, which a first dense layer reads; `shape` is that of its tensor. */
export class SparseBatch {
  /** @param {SparseImages} images @param {ArrayLike<number>} order */
  constructor(images, order) {
    this.images = images;
    this.order = order;
    this.shape = [order.length, images.width];
  }

  get count() {
    return this.order.length;
  }

  get width() {
    return this.images.width;
  }

  /** All pixels, zeros too. */
  toTensor() {
    const { starts, pixels, bytes, scale, width } = this.images;
    const tensor = new Tensor(this.shape);
    for (let row = 0; row < this.count; row++) {
      const image = this.order[row];
      for (let k = starts[image]; k < starts[image + 1]; k++) tensor.data[row * width + pixels[k]] = scale[bytes[k]];
    }
    return tensor;
  }

  /**
   * sums[r, u] += sum over pixels of pixel weights[pixel, u].
   * @param {Float64Array} sums @param {import("./arrays.js").Numbers} weights @param {number} units
   */
  addProducts(sums, weights, units) {
    const { starts, pixels, bytes, scale } = this.images;
    for (let row = 0; row < this.count; row++) {
      const image = this.order[row];
      const at = row * units;
      const end = starts[image + 1];
      let k = starts[image];
      for (; k + 3 < end; k += 4) {
        const [a, b, c, d] = [scale[bytes[k]], scale[bytes[k + 1]], scale[bytes[k + 2]], scale[bytes[k + 3]]];
        const [aRow, bRow] = [pixels[k] * units, pixels[k + 1] * units];
        const [cRow, dRow] = [pixels[k + 2] * units, pixels[k + 3] * units];
        addFour(sums, at, units, weights, a, aRow, b, bRow, c, cRow, d, dRow);
      }
      for (; k < end; k++) {
        const value = scale[bytes[k]];
        const start = pixels[k] * units;
        for (let u = 0; u < units; u++) sums[at + u] += value * weights[start + u];
      }
    }
  }

  /**
   * dWeights[pixel, u] += sum over rows of pixel dSums[r, u].
   * @param {Float64Array} dWeights @param {Float64Array} dSums @param {number} units
   */
  addOuterProducts(dWeights, dSums, units) {
    const { starts, pixels, bytes, scale } = this.images;
    for (let row = 0; row < this.count; row++) {
      const image = this.order[row];
      const at = row * units;
      const end = starts[image + 1];
      for (let k = starts[image]; k < end; k++) {
        const value = scale[bytes[k]];
        const start = pixels[k] * units;
        for (let u = 0; u < units; u++) dWeights[start + u] += value * dSums[at + u];
      }
    }
  }
}
