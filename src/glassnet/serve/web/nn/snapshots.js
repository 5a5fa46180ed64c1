/** After which updates a run's parameters are kept for replay: often at first, when most happens, and some 200 in all. */

const SNAPSHOTS = 200;

/** @param {number} step updates taken @param {number} steps of the whole training */
export function isSnapshotDue(step, steps) {
  const every = Math.max(Math.floor(steps / SNAPSHOTS), 1);
  const isPowerOfTwo = step > 0 && (step & (step - 1)) === 0;
  return step === 0 || step === steps || step % every === 0 || (step < every && isPowerOfTwo);
}
