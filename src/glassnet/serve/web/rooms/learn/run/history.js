/** What a run has been through: figures over its updates, and the parameters now and then. */

/**
 * @typedef {Float32Array | Float64Array} Vector
 * @typedef {{step: number, epoch: number, parameters: Vector}} Snapshot  `epoch` may have a fraction
 * @typedef {{xs: number[], ys: number[]}} Points
 */

const MAX_BYTES = 160e6;
const SMOOTHING = 0.7;
/** A test result counts for an update if it is of one that was not much before. */
const RECENT = 0.7;
const MIN_RECENT_TESTS = 3;

export class History {
  /** Ascending by step. @type {Snapshot[]} */
  snapshots = [];
  /** @type {Points} */
  trainLoss = { xs: [], ys: [] };
  /** @type {Points} */
  trainAccuracy = { xs: [], ys: [] };
  /** @type {Points} */
  testLoss = { xs: [], ys: [] };
  /** @type {Points} */
  testAccuracy = { xs: [], ys: [] };
  /** @type {Points} */
  rate = { xs: [], ys: [] };
  /** @type {{step: number, loss: number, accuracy: number}[]} */
  validations = [];
  #maxBytes;
  #smoothed = { loss: NaN, accuracy: NaN };

  /** @param {number} [maxBytes] of all snapshots */
  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Keep a snapshot; one of a step that is there already is not kept twice. @param {Snapshot} snapshot */
  addSnapshot(snapshot) {
    const last = this.snapshots.at(-1);
    if (last !== undefined && last.step >= snapshot.step) return false;
    this.snapshots.push(snapshot);
    const bytes = this.snapshots.length * snapshot.parameters.byteLength;
    if (bytes > this.#maxBytes && this.snapshots.length > 4) this.#thin();
    return true;
  }

  /** Every second snapshot goes; the first and the last stay. */
  #thin() {
    const last = this.snapshots.length - 1;
    this.snapshots = this.snapshots.filter((_, i) => i === 0 || i === last || i % 2 === 0);
  }

  /** One progress or epoch event. */
  addProgress({ step, train_loss, train_accuracy, learning_rate, loss, correct, examples }) {
    const own = Number.isFinite(loss) ? { loss, accuracy: correct / examples } : { loss: train_loss, accuracy: train_accuracy };
    this.#smoothed = {
      loss: smooth(this.#smoothed.loss, own.loss), accuracy: smooth(this.#smoothed.accuracy, own.accuracy),
    };
    insert(this.trainLoss, step, this.#smoothed.loss);
    insert(this.trainAccuracy, step, this.#smoothed.accuracy);
    insert(this.rate, step, learning_rate);
  }

  /** What a snapshot does on the test set, in whatever order they come. @param {number} step @param {{loss: number, accuracy: number}} found */
  addTest(step, { loss, accuracy }) {
    insert(this.testLoss, step, loss);
    insert(this.testAccuracy, step, accuracy);
  }

  /** @param {number} step */
  hasTest(step) {
    return this.testAccuracy.xs.includes(step);
  }

  /**
   * The best of the test accuracies shortly before and at an update; null with fewer than three. A single one may be that of a
   * step that went too far, while training figures are means over several.
   * @param {number} step
   */
  findRecentAccuracy(step) {
    const { xs, ys } = this.testAccuracy;
    const recent = ys.filter((accuracy, i) => xs[i] >= RECENT * step && xs[i] <= step && Number.isFinite(accuracy));
    return recent.length < MIN_RECENT_TESTS ? null : Math.max(...recent);
  }

  /** The index of the snapshot nearest to a step, -1 without any. @param {number} step */
  findNearest(step) {
    let best = -1;
    this.snapshots.forEach((each, i) => {
      if (best < 0 || Math.abs(each.step - step) < Math.abs(this.snapshots[best].step - step)) best = i;
    });
    return best;
  }

  /** A snapshot whose test accuracy is not known: the newest if asked for, else one in the largest gap. @returns {Snapshot | undefined} */
  findUntested() {
    const known = new Set(this.testAccuracy.xs);
    const newest = this.snapshots.at(-1);
    if (newest !== undefined && !known.has(newest.step)) return newest;
    const first = this.snapshots[0];
    if (first !== undefined && !known.has(first.step)) return first;
    let [best, size] = [undefined, 0];
    const untested = this.snapshots.map((each, i) => ({ each, i })).filter(({ each }) => !known.has(each.step));
    for (const { each, i } of untested) {
      let [left, right] = [i, i];
      while (left > 0 && !known.has(this.snapshots[left].step)) left--;
      while (right < this.snapshots.length - 1 && !known.has(this.snapshots[right].step)) right++;
      const gap = Math.min(i - left, right - i);
      if (gap > size || best === undefined) [best, size] = [each, gap];
    }
    return best;
  }
}

/** A running mean: single batches jump too much to be read. @param {number} before @param {number} value */
function smooth(before, value) {
  return Number.isFinite(before) ? SMOOTHING * before + (1 - SMOOTHING) * value : value;
}

/** Put a point where its x belongs; one with the same x is replaced. @param {Points} points @param {number} x @param {number} y */
function insert({ xs, ys }, x, y) {
  let at = xs.length;
  while (at > 0 && xs[at - 1] > x) at--;
  if (at > 0 && xs[at - 1] === x) {
    ys[at - 1] = y;
    return;
  }
  xs.splice(at, 0, x);
  ys.splice(at, 0, y);
}
