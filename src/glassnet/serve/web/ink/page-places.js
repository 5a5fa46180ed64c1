/** Places on an upright page as places on the picture as it was given. */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box  in shares of width and height */

/**
 * @param {Box} box  on the page after it was turned clockwise by `turn` degrees
 * @param {number} turn  0, 90, 180 or 270
 * @returns {Box}
 */
export function placeOnPicture({ left, top, right, bottom }, turn) {
  if (turn === 90) return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
  if (turn === 180) return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
  if (turn === 270) return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
  return { left, top, right, bottom };
}
