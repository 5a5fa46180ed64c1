/** Pooling: each window of an image becomes one number for each channel. */

import { ShapeError, formatError } from "./errors.js";
import { count, checked, isCount } from "./fields.js";
import { expectImage } from "./convolution.js";
import { Layer } from "./layers.js";

/** Windows of `size` x `size`, each `stride` further on (0: `size`); pixels that no whole window reaches are left out. */
class Pool2D extends Layer {
  static fields = { size: count(2), stride: checked("as a whole number from 0", (value) => isCount(value, 0), 0) };

  get step() {
    return this.stride || this.size;
  }

  outputShape(inputShape) {
    const [height, width, channels] = expectImage(this.type, inputShape);
    if (Math.min(height, width) < this.size) {
      const wanted = `images of at least ${this.size}x${this.size}`;
      throw new ShapeError(formatError(this.type, wanted, `${height}x${width}`, "Pool less often, or choose a smaller size."));
    }
    const places = (side) => Math.floor((side - this.size) / this.step) + 1;
    return [places(height), places(width), channels];
  }

  /**
   * Call for each output: its index, that of its window's first pixel; pixel (i, j) of a window is i rowStride + j channels on.
   * @param {number[]} shape of the inputs @param {(output: number, first: number) => void} work
   */
  visit([images, height, width, channels], work) {
    const [outHeight, outWidth] = this.outputShape([height, width, channels]);
    let output = 0;
    for (let image = 0; image < images; image++) {
      for (let y = 0; y < outHeight; y++) {
        for (let x = 0; x < outWidth; x++) {
          const corner = ((image * height + y * this.step) * width + x * this.step) * channels;
          for (let c = 0; c < channels; c++) work(output++, corner + c);
        }
      }
    }
  }
}

/** Keeps the largest number of each window, the first of equals; the gradient goes to that one alone. */
export class MaxPool2D extends Pool2D {
  static type = "max_pool2d";

  forward(parameters, inputs, { buffers }) {
    const [images, , width, channels] = inputs.shape;
    const outputs = buffers.allocate("outputs", [images, ...this.outputShape(inputs.shape.slice(1))]);
    const largest = new Uint32Array(outputs.data.length);
    this.visit(inputs.shape, (output, first) => {
      let best = first;
      for (let i = 0; i < this.size; i++) {
        for (let j = 0; j < this.size; j++) {
          const pixel = first + (i * width + j) * channels;
          if (inputs.data[pixel] > inputs.data[best]) best = pixel;
        }
      }
      largest[output] = best;
      outputs.data[output] = inputs.data[best];
    });

    const backward = (dOutputs, gradients, needsDInputs = true) => {
      if (!needsDInputs) return null;
      const dInputs = buffers.allocate("dInputs", inputs.shape);
      dInputs.data.fill(0);
      for (let output = 0; output < largest.length; output++) dInputs.data[largest[output]] += dOutputs.data[output];
      return dInputs;
    };
    return { outputs, backward };
  }
}

/** Replaces each window by its mean. */
export class AveragePool2D extends Pool2D {
  static type = "average_pool2d";

  forward(parameters, inputs, { buffers }) {
    const [images, , width, channels] = inputs.shape;
    const outputs = buffers.allocate("outputs", [images, ...this.outputShape(inputs.shape.slice(1))]);
    const pixels = this.size * this.size;
    this.visit(inputs.shape, (output, first) => {
      let sum = 0;
      for (let i = 0; i < this.size; i++) {
        for (let j = 0; j < this.size; j++) sum += inputs.data[first + (i * width + j) * channels];
      }
      outputs.data[output] = sum / pixels;
    });

    const backward = (dOutputs, gradients, needsDInputs = true) => {
      if (!needsDInputs) return null;
      const dInputs = buffers.allocate("dInputs", inputs.shape);
      dInputs.data.fill(0);
      this.visit(inputs.shape, (output, first) => {
        const share = dOutputs.data[output] / pixels;
        for (let i = 0; i < this.size; i++) {
          for (let j = 0; j < this.size; j++) dInputs.data[first + (i * width + j) * channels] += share;
        }
      });
      return dInputs;
    };
    return { outputs, backward };
  }
}

/** The mean of each channel over the whole image. */
export class GlobalAveragePool extends Layer {
  static type = "global_average_pool";

  outputShape(inputShape) {
    return [expectImage(this.type, inputShape)[2]];
  }

  forward(parameters, inputs, { buffers }) {
    const [images, height, width, channels] = inputs.shape;
    const pixels = height * width;
    const outputs = buffers.allocate("outputs", [images, channels]);
    outputs.data.fill(0);
    for (let place = 0; place < images * pixels; place++) {
      const at = Math.floor(place / pixels) * channels;
      for (let c = 0; c < channels; c++) outputs.data[at + c] += inputs.data[place * channels + c] / pixels;
    }

    const backward = (dOutputs, gradients, needsDInputs = true) => {
      if (!needsDInputs) return null;
      const dInputs = buffers.allocate("dInputs", inputs.shape);
      for (let place = 0; place < images * pixels; place++) {
        const at = Math.floor(place / pixels) * channels;
        for (let c = 0; c < channels; c++) dInputs.data[place * channels + c] = dOutputs.data[at + c] / pixels;
      }
      return dInputs;
    };
    return { outputs, backward };
  }
}
