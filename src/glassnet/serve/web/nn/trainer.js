/** All that changes while training runs, and the next update of it. */

import { Buffers, haveSameShape } from "./arrays.js";
import { computeBatchGradient } from "./blocks.js";
import { orderEpoch } from "./data.js";
import { updateDuringBackward, updateParameters } from "./descent.js";
import { SettingError, formatError } from "./errors.js";
import { countCorrect, evaluate, readBatch } from "./metrics.js";
import { Generator } from "./random.js";
import { changeRate } from "./rate-changes.js";
import { buildRecipe, initializeParameters } from "./recipe.js";
import { SparseImages } from "./sparse-images.js";

/** Keeps these draws apart from every other use of the same seed. */
const DROPOUT_STREAM = 0xd20;

/** @typedef {import("./data.js").LabeledImages} LabeledImages */
/** @typedef {import("./parameters.js").Parameters} Parameters */

export class Trainer {
  /** Updates over all epochs. */
  step = 0;
  /** Epochs that are over. */
  epochsDone = 0;
  /** Sums over the examples of the epoch so far. */
  totals = { loss: 0, correct: 0, examples: 0 };
  bestAccuracy = -1;
  bestEpoch = -1;
  #buffers = new Buffers();
  /** @type {{epoch: number, order: Uint32Array} | null} */
  #order = null;

  /**
   * The start of a training run: the same recipe and images give the same bits.
   * @param {import("./recipe.js").Recipe} recipe @param {LabeledImages} train @param {LabeledImages | null} [validation]
   * @param {import("./parameters.js").NamedArrays} [initial] first values to fine-tune; arrays of another shape are drawn
   */
  constructor(recipe, train, validation = null, initial = []) {
    checkTraining(recipe, train, validation);
    this.recipe = recipe;
    this.network = recipe.network;
    this.train = train;
    this.validation = validation;
    this.parameters = initializeParameters(recipe);
    for (const [name, { shape, data }] of initial) {
      const own = this.parameters.find(name);
      if (own && haveSameShape(own.shape, shape)) own.data.set(data);
    }
    this.gradients = this.parameters.gradients();
    this.optimizerState = recipe.optimizer.initialize(this.parameters.vector.length);
    /** The running average of the parameters, where the recipe asks for one. */
    this.average = recipe.averaging === null ? null : this.parameters.copy();
    this.best = recipe.stopping === null ? null : this.parameters.copy();
    this.images = new SparseImages(train.images, train.images.length / train.labels.length, recipe.precision);
    this.batchSize = recipe.batchSize === "full" ? this.count : Math.min(recipe.batchSize, this.count);
  }

  /** How many examples there are to train on. */
  get count() {
    return this.train.labels.length;
  }

  get stepsPerEpoch() {
    return Math.ceil(this.count / this.batchSize);
  }

  /** Training progress at the next update. @returns {import("./schedules.js").Clock} */
  get clock() {
    return { step: this.step, stepsPerEpoch: this.stepsPerEpoch, epochs: this.recipe.epochs };
  }

  /** The parameters that would be used now: the average where there is one. @returns {Parameters} */
  get current() {
    return this.average ?? this.parameters;
  }

  /** The parameters to keep when training ends: the best where the recipe stops early. */
  get kept() {
    return this.best !== null && this.bestEpoch >= 0 ? this.best : this.current;
  }

  /** Which examples the next update reads, and their labels. */
  get nextBatch() {
    const epoch = Math.floor(this.step / this.stepsPerEpoch);
    const start = (this.step % this.stepsPerEpoch) * this.batchSize;
    const order = this.#orderOf(epoch).subarray(start, start + this.batchSize);
    return { images: this.images, order, labels: Uint8Array.from(order, (index) => this.train.labels[index]) };
  }

  #orderOf(epoch) {
    if (this.#order?.epoch !== epoch) {
      // A batch of everything is the same in every order.
      const shuffled = this.recipe.shuffled && this.stepsPerEpoch > 1;
      this.#order = { epoch, order: orderEpoch(this.recipe.seed, epoch, this.count, shuffled) };
    }
    return this.#order.order;
  }

  /** From the next update on, this constant rate. Raises `SettingError` for one that is not above 0. @param {number} rate */
  changeRate(rate) {
    const { plain } = this.recipe;
    const changed = changeRate(plain, this.step, rate);
    this.recipe = Object.freeze({ ...this.recipe, plain: changed, schedule: buildRecipe(changed).schedule });
    return changed;
  }

  /** Take one update. */
  update() {
    const parts = this.updateInParts();
    for (;;) {
      const { value, done } = parts.next();
      if (done) return value;
    }
  }

  /** One update that yields between the parts of a large batch. Until it is complete, nothing has changed. */
  *updateInParts() {
    const { recipe, network, parameters, gradients, clock } = this;
    const batch = this.nextBatch;
    const context = { rng: this.#drawsFor(this.step), buffers: this.#buffers };
    let found;
    if (recipe.duringBackward) {
      const inputs = readBatch(network, batch.images, batch.order);
      const rate = recipe.schedule.rateAt(clock);
      const { value, outputs } = updateDuringBackward(network, recipe.loss, parameters, inputs, batch.labels, gradients, rate, context);
      found = { value, correct: countCorrect(outputs, batch.labels) };
    } else {
      found = yield* computeBatchGradient(network, recipe.loss, parameters, batch, gradients, context);
      // The rate may have been changed between two parts.
      updateParameters(this.recipe, parameters, gradients, this.optimizerState, clock);
    }
    if (this.average !== null) recipe.averaging.update(this.average.vector, parameters.vector, clock);
    this.step += 1;
    this.totals.loss += found.value * batch.order.length;
    this.totals.correct += found.correct;
    this.totals.examples += batch.order.length;
    return { loss: found.value, correct: found.correct, examples: batch.order.length };
  }

  #drawsFor(step) {
    return this.network.draws ? new Generator([DROPOUT_STREAM, this.recipe.seed, step]) : null;
  }

  /** What the current parameters do on the validation split; keeps them where they are the best so far. */
  validate() {
    if (this.validation === null) return null;
    const found = evaluate(this.network, this.current, this.recipe.loss, this.validation);
    if (this.best !== null && found.accuracy > this.bestAccuracy) {
      this.bestAccuracy = found.accuracy;
      this.bestEpoch = this.epochsDone;
      this.best.vector.set(this.current.vector);
    }
    return found;
  }

  /** Close an epoch: totals begin anew. */
  endEpoch() {
    this.epochsDone += 1;
    this.totals = { loss: 0, correct: 0, examples: 0 };
  }

  /** Whether validation accuracy has not risen for as long as the recipe waits. */
  get shouldStop() {
    const { stopping } = this.recipe;
    return stopping !== null && this.epochsDone - 1 - this.bestEpoch >= (stopping.patience ?? 5);
  }
}

/** @param {import("./recipe.js").Recipe} recipe @param {LabeledImages} train @param {LabeledImages | null} validation */
function checkTraining(recipe, train, validation) {
  const { name, network, pythonOnly, stopping } = recipe;
  const size = network.inputShape.reduce((a, b) => a * b, 1);
  const pixels = train.images.length / train.labels.length;
  if (pythonOnly.length > 0) {
    const hint = "Leave them out, or train with `glassnet train`.";
    throw new SettingError(formatError(name, "settings that the page can train with", pythonOnly.join(", "), hint));
  }
  if (size !== pixels) {
    throw new SettingError(formatError(name, `images of ${size} pixels`, `${pixels}`, "Change input_shape."));
  }
  const outputs = train.classNames.length + (recipe.rejects ? 1 : 0);
  if (network.outputShape.length !== 1 || network.outputShape[0] !== outputs) {
    const wanted = `one output for each of the ${outputs} classes`;
    throw new SettingError(formatError(name, wanted, `outputs (${network.outputShape})`, "Change the units of the last layer."));
  }
  if (stopping !== null && validation === null) {
    throw new SettingError(formatError(name, "a validation split, to stop by", "none", "Raise validation."));
  }
}
