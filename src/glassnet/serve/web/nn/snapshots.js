/** After which updates a run's parameters are kept for replay: often at first, when most happens, and some 200 in all. */

const SNAPSHOTS = 200;
/** Of more epochs, not every end is kept. */
const MAX_EPOCHS = 50;

/** @param {number} step updates taken @param {number} stepsPerEpoch @param {number} epochs of the whole training */
export function isSnapshotDue(step, stepsPerEpoch, epochs) {
  if (step % stepsPerEpoch === 0 && epochs <= MAX_EPOCHS) return true;
  const steps = stepsPerEpoch * epochs;
  const every = Math.max(Math.floor(steps / SNAPSHOTS), 1);
  const isPowerOfTwo = step > 0 && (step & (step - 1)) === 0;
  return step === 0 || step === steps || step % every === 0 || (step < every && isPowerOfTwo);
}
