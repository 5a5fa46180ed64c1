/** Move ink by whole pixels so that its center of mass is in the middle, as MNIST's is. */

/**
 * A centered copy of side x side gray levels.
 *
 * The center of mass, counted in pixels from 0, comes to lie in [side/2 - 0.5, side/2 + 0.5) on both axes.
 * The sums are whole numbers, so the rule has no rounding of its own. Ink stops at the edge.
 *
 * @param {Uint8Array} image @param {number} side
 * @returns {Uint8Array}
 */
export function centerInk(image, side) {
  const [rows, columns] = [new Array(side).fill(0), new Array(side).fill(0)];
  image.forEach((gray, i) => {
    rows[Math.floor(i / side)] += gray;
    columns[i % side] += gray;
  });
  const [down, across] = [findShift(rows), findShift(columns)];
  const centered = new Uint8Array(image.length);
  image.forEach((gray, i) => {
    if (gray) centered[i + down * side + across] = gray;
  });
  return centered;
}

/** Whole pixels to move by, given how much ink lies in each row (or column). @param {number[]} profile */
function findShift(profile) {
  const side = profile.length;
  const total = profile.reduce((sum, mass) => sum + mass, 0);
  if (total === 0) return 0;
  const moment = profile.reduce((sum, mass, position) => sum + mass * position, 0);
  const wanted = -Math.floor((2 * moment - (side - 1) * total) / (2 * total));
  const first = profile.findIndex((mass) => mass > 0);
  const last = profile.findLastIndex((mass) => mass > 0);
  return Math.min(Math.max(wanted, -first), side - 1 - last);
}
