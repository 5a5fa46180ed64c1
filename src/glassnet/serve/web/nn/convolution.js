/**
 * Convolution: the same small set of weights reads every patch of an image, as `Dense` reads an example.
 *
 * All places share the weights, so their gradients add up; patches overlap, so those of the pixels do.
 */

import { Identity } from "./activations.js";
import { ShapeError, formatError } from "./errors.js";
import { checked, count, isCount, part } from "./fields.js";
import { He, Zeros } from "./initializers.js";
import { Layer, activate, goBackThrough } from "./layers.js";
import { addOuterProducts, addProducts, addRows, addTransposedProducts } from "./products.js";

const isKernel = (value) => isCount(value, 1) || (Array.isArray(value) && value.length === 2 && value.every((side) => isCount(side, 1)));
const isPadding = (value) => value === "valid" || value === "same" || isCount(value, 0);

/**
 * `filters` kernels slide over images: activation(patches @ weights + bias) at every place.
 *
 * `padding` adds zeros around the image: "valid" none, "same" so many that with stride 1 the image keeps its size (the odd
 * one below and to the right), a number that many on each side.
 */
export class Conv2D extends Layer {
  static type = "conv2d";
  static fields = {
    filters: count(),
    kernel_size: checked("as a whole number above 0, or two", isKernel, 3),
    stride: count(1),
    padding: checked("as 'valid', 'same' or a whole number from 0", isPadding, "valid"),
    activation: part("activation", new Identity()),
    weights: part("initializer", new He()),
    bias: part("initializer", new Zeros()),
  };

  /** Height and width of the kernel. @returns {[number, number]} */
  get kernel() {
    const size = this.kernel_size;
    return Array.isArray(size) ? size : [size, size];
  }

  outputShape(inputShape) {
    const [height, width] = expectImage("Conv2D", inputShape);
    const [down, across] = this.places(height, width);
    if (down.count < 1 || across.count < 1) {
      const hint = "Choose a smaller kernel_size or more padding.";
      throw new ShapeError(formatError(`Conv2D with a ${this.kernel.join("x")} kernel`, "larger images", `${height}x${width}`, hint));
    }
    return [down.count, across.count, this.filters];
  }

  parameterShapes(inputShape) {
    return { weights: [...this.kernel, inputShape[2], this.filters], bias: [this.filters] };
  }

  initialize(rng, inputShape) {
    const { weights, bias } = this.parameterShapes(inputShape);
    const places = this.kernel[0] * this.kernel[1];
    const [fanIn, fanOut] = [places * inputShape[2], places * this.filters];
    return { weights: this.weights.draw(rng, weights, fanIn, fanOut), bias: this.bias.draw(rng, bias, fanIn, fanOut) };
  }

  /** Downwards and across: how many places the kernel takes, and how many zeros come before the image. */
  places(height, width) {
    return [countPlaces(height, this.kernel[0], this), countPlaces(width, this.kernel[1], this)];
  }

  forward({ weights, bias }, inputs, { buffers }) {
    const sliding = new Sliding(this, inputs.shape);
    const padded = sliding.pad(inputs, buffers);
    const sums = buffers.allocate("sums", sliding.sumsShape);
    for (let at = 0; at < sums.data.length; at += this.filters) sums.data.set(bias.data, at);
    sliding.visit((at, from, row) => addProducts(sums.data, at, this.filters, padded.data, from, sliding.rowLength, weights.data, row));
    const outputs = activate(this.activation, sums, buffers);

    const backward = (dOutputs, gradients, needsDInputs = true) => {
      const dSums = goBackThrough(this.activation, sums, outputs, dOutputs, buffers).data;
      const dWeights = gradients.weights.data.fill(0);
      sliding.visit((at, from, row) => addOuterProducts(dWeights, row, padded.data, from, sliding.rowLength, dSums, at, this.filters));
      addRows(dSums, gradients.bias.data.fill(0));
      if (!needsDInputs) return null;
      const dPadded = buffers.allocate("dPadded", padded.shape);
      dPadded.data.fill(0);
      sliding.visit((at, from, row) =>
        addTransposedProducts(dPadded.data, from, sliding.rowLength, weights.data, row, dSums, at, this.filters),
      );
      return sliding.crop(dPadded, inputs.shape, buffers);
    };
    return { outputs, backward };
  }
}

/** How a kernel moves over one batch of images with zeros around them. */
class Sliding {
  /** @param {Conv2D} layer @param {number[]} inputsShape */
  constructor(layer, [images, height, width, channels]) {
    const [down, across] = layer.places(height, width);
    const [kernelHeight, kernelWidth] = layer.kernel;
    this.top = down.before;
    this.left = across.before;
    this.sumsShape = [images, down.count, across.count, layer.filters];
    const paddedHeight = Math.max((down.count - 1) * layer.stride + kernelHeight, this.top + height);
    const paddedWidth = Math.max((across.count - 1) * layer.stride + kernelWidth, this.left + width);
    this.paddedShape = [images, paddedHeight, paddedWidth, channels];
    this.isPadded = paddedHeight !== height || paddedWidth !== width;
    this.stride = layer.stride;
    this.kernelHeight = kernelHeight;
    /** One row of a patch lies in one piece, and so do its weights. */
    this.rowLength = kernelWidth * channels;
  }

  /**
   * Call for each row of each patch: where its sums begin, its pixels, and its weights.
   * @param {(at: number, from: number, row: number) => void} work
   */
  visit(work) {
    const [images, height, width, filters] = this.sumsShape;
    const [, paddedHeight, paddedWidth, channels] = this.paddedShape;
    let at = 0;
    for (let image = 0; image < images; image++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, at += filters) {
          for (let i = 0; i < this.kernelHeight; i++) {
            const line = image * paddedHeight + y * this.stride + i;
            work(at, (line * paddedWidth + x * this.stride) * channels, i * this.rowLength * filters);
          }
        }
      }
    }
  }

  /** The images with zeros around them. @param {import("./arrays.js").Tensor} inputs */
  pad(inputs, buffers) {
    if (!this.isPadded) return inputs;
    const padded = buffers.allocate("padded", this.paddedShape);
    padded.data.fill(0);
    this.#eachLine(inputs.shape, (line, paddedLine, length) => {
      padded.data.set(inputs.data.subarray(line, line + length), paddedLine);
    });
    return padded;
  }

  /** What lies within the zeros. @param {import("./arrays.js").Tensor} padded @param {number[]} shape */
  crop(padded, shape, buffers) {
    if (!this.isPadded) return padded;
    const images = buffers.allocate("dInputs", shape);
    this.#eachLine(shape, (line, paddedLine, length) => {
      images.data.set(padded.data.subarray(paddedLine, paddedLine + length), line);
    });
    return images;
  }

  /** @param {number[]} shape @param {(line: number, paddedLine: number, length: number) => void} work */
  #eachLine([images, height, width, channels], work) {
    const [, paddedHeight, paddedWidth] = this.paddedShape;
    for (let image = 0; image < images; image++) {
      for (let y = 0; y < height; y++) {
        const line = (image * height + y) * width * channels;
        const paddedLine = ((image * paddedHeight + this.top + y) * paddedWidth + this.left) * channels;
        work(line, paddedLine, width * channels);
      }
    }
  }
}

/** @param {number} size @param {number} kernel @param {{stride: number, padding: any}} layer */
function countPlaces(size, kernel, { stride, padding }) {
  if (padding === "same") {
    const places = Math.ceil(size / stride);
    return { count: places, before: Math.floor(Math.max((places - 1) * stride + kernel - size, 0) / 2) };
  }
  const zeros = padding === "valid" ? 0 : padding;
  return { count: Math.floor((size + 2 * zeros - kernel) / stride) + 1, before: zeros };
}

/** The shape itself; raises `ShapeError` unless it is (height, width, channels). @param {string} where @param {number[]} shape */
export function expectImage(where, shape) {
  if (shape.length !== 3) {
    const got = `(${["batch", ...shape].join(", ")})`;
    const hint = "Give the network input_shape = [28, 28, 1].";
    throw new ShapeError(formatError(where, "images of shape (batch, height, width, channels)", got, hint));
  }
  return shape;
}
