/** A network: layers in a row, their shapes checked when it is built. */

import { PREDICTING, Tensor, countEntries, haveSameShape } from "./arrays.js";
import { SettingError, ShapeError, formatError } from "./errors.js";
import { Dense } from "./layers.js";
import { Parameters } from "./parameters.js";

/** @typedef {import("./sparse-images.js").SparseBatch} SparseBatch */

/** Layers applied one after the other. Those with parameters are numbered from 1: "1.weights" is W^[1]. */
export class Network {
  /** @param {import("./layers.js").Layer[]} layers @param {number[]} [inputShape] of one example */
  constructor(layers, inputShape = [784]) {
    if (layers.length === 0) throw new SettingError(formatError("Network", "at least one layer", "none", "Add a dense layer."));
    this.layers = Object.freeze([...layers]);
    this.inputShape = inputShape;
    /** The shape of one example before the first layer and after each one. */
    this.shapes = this.#chainShapes();
    /** The number, as text, of each layer that has parameters; "" for the others. */
    this.layerNames = this.#nameLayers();
    /** The index of the first layer with parameters: the backward pass ends there. */
    this.firstWithParameters = Math.max(this.layerNames.findIndex((name) => name !== ""), 0);
    /** Names and shapes of all parameters, in order. @type {import("./parameters.js").Layout} */
    this.layout = this.layers.flatMap((layer, i) =>
      Object.entries(layer.parameterShapes(this.shapes[i])).map(([name, shape]) => [`${this.layerNames[i]}.${name}`, shape]),
    );
  }

  #chainShapes() {
    const shapes = [this.inputShape];
    for (const [i, layer] of this.layers.entries()) {
      try {
        shapes.push(layer.outputShape(shapes[i]));
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        throw new ShapeError(`Layer ${i + 1} of ${this.layers.length}: ${error.message}`);
      }
    }
    return shapes;
  }

  #nameLayers() {
    let number = 0;
    return this.layers.map((layer, i) => (Object.keys(layer.parameterShapes(this.shapes[i])).length > 0 ? `${++number}` : ""));
  }

  /** The shape of one example's outputs. */
  get outputShape() {
    return this.shapes[this.shapes.length - 1];
  }

  /** Whether a pass in training uses random numbers. */
  get draws() {
    return this.layers.some((layer) => "draws" in layer);
  }

  /** Whether it reads lists of nonzero pixels: its first layer is dense. */
  get readsSparseImages() {
    return this.layers[0] instanceof Dense;
  }

  /**
   * First values for all parameters, drawn layer by layer.
   * @param {import("./initializers.js").Draws} rng @param {"float32" | "float64"} [precision]
   */
  initialize(rng, precision = "float32") {
    const parameters = Parameters.zeros(this.layout, precision);
    for (const [i, layer] of this.layers.entries()) {
      for (const [name, values] of Object.entries(layer.initialize(rng, this.shapes[i]))) {
        parameters.get(`${this.layerNames[i]}.${name}`).data.set(values);
      }
    }
    return parameters;
  }

  /**
   * Run a batch through all layers.
   * @param {Parameters} parameters @param {Tensor | SparseBatch} inputs `(batch, ...inputShape)`
   * @param {import("./arrays.js").Context} [context]
   */
  forward(parameters, inputs, context = PREDICTING) {
    if (!haveSameShape(inputs.shape.slice(1), this.inputShape)) {
      const wanted = `inputs of shape (${["batch", ...this.inputShape].join(", ")})`;
      throw new ShapeError(formatError("Network", wanted, `(${inputs.shape.join(", ")})`, "Reshape the images to this shape."));
    }
    const outputs = [];
    const backwards = [];
    let passed = inputs;
    for (const [i, layer] of this.layers.entries()) {
      const own = { rng: context.rng, buffers: context.buffers.within(i) };
      const result = layer.forward(parameters.ofLayer(this.layerNames[i]), passed, own);
      outputs.push(result.outputs);
      backwards.push(result.backward);
      passed = result.outputs;
    }
    return new NetworkPass(this, outputs, backwards);
  }

  /** Outputs for many inputs, some at a time to bound the memory. @param {Parameters} parameters @param {Tensor} inputs */
  predict(parameters, inputs, batch = 256) {
    const outputs = new Tensor([inputs.count, ...this.outputShape]);
    const [width, outputWidth] = [countEntries(this.inputShape), countEntries(this.outputShape)];
    for (let start = 0; start < inputs.count; start += batch) {
      const end = Math.min(start + batch, inputs.count);
      const rows = new Tensor([end - start, ...this.inputShape], inputs.data.subarray(start * width, end * width));
      outputs.data.set(this.forward(parameters, rows).result.data, start * outputWidth);
    }
    return outputs;
  }
}

/** One forward pass: `outputs[i]` is what layer i passed on, `backwards[i]` its backward pass. */
export class NetworkPass {
  /** @param {Network} network @param {Tensor[]} outputs @param {import("./layers.js").Backward[]} backwards */
  constructor(network, outputs, backwards) {
    this.network = network;
    this.outputs = outputs;
    this.backwards = backwards;
  }

  /** The last layer's outputs. */
  get result() {
    return this.outputs[this.outputs.length - 1];
  }

  /**
   * Fill `gradients` with dL/d(parameters), given dL/d(outputs): the chain rule, last layer first.
   * @param {Tensor} dOutputs @param {Parameters} gradients
   */
  backward(dOutputs, gradients) {
    const { layerNames, firstWithParameters: first } = this.network;
    let passed = dOutputs;
    for (let i = this.backwards.length - 1; i >= first; i--) {
      passed = this.backwards[i](passed, gradients.ofLayer(layerNames[i]), i > first) ?? passed;
    }
  }

  /** As `backward`, and return dL/d(inputs). @param {Tensor} dOutputs @param {Parameters} gradients */
  backwardToInputs(dOutputs, gradients) {
    let passed = dOutputs;
    for (let i = this.backwards.length - 1; i >= 0; i--) {
      passed = /** @type {Tensor} */ (this.backwards[i](passed, gradients.ofLayer(this.network.layerNames[i]), true));
    }
    return passed;
  }
}
