/** Python reports means over the epoch so far: what they were between two reports, which shows changes at once. */

export class IntervalMeans {
  #before = { epoch: -1, examples: 0, loss: 0, correct: 0 };

  /**
   * Loss, correct and examples since the report before; null where there were none.
   * @param {{epoch: number, train_loss: number, train_accuracy: number}} report @param {number} examples of the epoch so far
   * @returns {{loss: number, correct: number, examples: number} | null}
   */
  add({ epoch, train_loss: loss, train_accuracy: accuracy }, examples) {
    const before = this.#before.epoch === epoch && this.#before.examples < examples ? this.#before : { examples: 0, loss: 0, correct: 0 };
    const isRepeated = this.#before.epoch === epoch && this.#before.examples === examples;
    this.#before = { epoch, examples, loss: loss * examples, correct: accuracy * examples };
    if (isRepeated || !(examples > 0)) return null;
    const count = examples - before.examples;
    return { loss: (this.#before.loss - before.loss) / count, correct: this.#before.correct - before.correct, examples: count };
  }
}
