/** A three that is drawn when the page opens without a drawing. */

/** @typedef {import("../reading/backend.js").Stroke} Stroke */

/** @type {Stroke} */
const THREE = [
  [88, 72], [95, 64], [103, 56], [112, 50], [124, 46], [137, 44], [150, 44], [162, 48], [174, 54],
  [182, 62], [186, 72], [186, 83], [184, 94], [178, 104], [170, 113], [160, 120], [147, 125],
  [134, 129], [128, 132], [135, 134], [149, 135], [162, 138], [173, 144], [184, 152], [192, 162],
  [196, 173], [196, 186], [194, 198], [188, 209], [179, 220], [168, 228], [154, 233], [139, 236],
  [124, 236], [111, 231], [98, 222], [86, 214],
];

const POINTS_PER_SECOND = 42;

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @returns {() => void} stops drawing it
 */
export function drawExample(sheet) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    sheet.showExample([THREE]);
    return () => {};
  }
  const started = performance.now();
  let frame = requestAnimationFrame(step);
  sheet.showExample([THREE.slice(0, 1)], { settled: false });

  /** @param {number} now */
  function step(now) {
    if (!sheet.isForeign) return;
    const count = Math.ceil(((now - started) / 1000) * POINTS_PER_SECOND);
    sheet.showExample([THREE.slice(0, Math.max(1, count))], { settled: count >= THREE.length });
    if (count < THREE.length) frame = requestAnimationFrame(step);
  }
  return () => cancelAnimationFrame(frame);
}
