/**
 * Strokes of several digits: which are one digit, by overlap, touch, spacing and time.
 *
 * The rule is that of Python's `glassnet.ink.strokes.grouping`, in the same order of operations. All lengths are shares of the
 * highest stroke of the line; what they mean is said there.
 */

const MIN_SHARED = 0.5;
const MIN_WIDTH = 0.12;
const MAX_PART_HEIGHT = 0.6;
const MIN_STEP = 0.15;
const MAX_TOUCH = 0.08;
const MAX_PART_GAP = 0.15;
const MAX_WIDTH = 1.5;
const MIN_LINE_GAP = 0.42;
const MIN_NUMBER_GAP = 0.9;
const MIN_HEIGHT = 0.25;
const MAX_COMPARED = 1_000_000;

/**
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{strokes: number[], box: Box, line: number, number: number}} StrokeGroup
 *   the indices of the strokes of one digit in drawing order, where they lie, and their line and number, from 1
 * @typedef {{own: number[], box: Box}} Cluster
 */

/** The digits that strokes make up, line by line and from left to right. @param {ArrayLike<Stroke>} strokes  in drawing order @returns {StrokeGroup[]} */
export function groupStrokes(strokes) {
  const kept = Array.from(strokes, (_, i) => i).filter((i) => strokes[i].length);
  const drawn = kept.map((i) => strokes[i]);
  const boxes = drawn.map(findBox);
  /** @type {StrokeGroup[]} */
  const groups = [];
  let number = 0;
  findLines(boxes).forEach((members, line) => {
    number += 1;
    cluster(members, boxes, drawn).forEach(({ own, box }, i, all) => {
      if (i) {
        const last = all[i - 1].box;
        if (box.left - last.right > MIN_NUMBER_GAP * Math.max(heightOf(box), heightOf(last))) number += 1;
      }
      groups.push({ strokes: own.map((index) => kept[index]), box, line: line + 1, number });
    });
  });
  return groups;
}

/** @param {Box} box */
function heightOf({ top, bottom }) {
  return bottom - top;
}

/** @param {Box} box */
function widthOf({ left, right }) {
  return right - left;
}

/** @param {Stroke} stroke @returns {Box} */
function findBox(stroke) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < stroke.length; i++) {
    const [x, y] = [stroke[i][0], stroke[i][1]];
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/** @param {Box[]} boxes @returns {Box} */
export function joinBoxes(boxes) {
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

/** The strokes of each line, from top to bottom, each in drawing order. @param {Box[]} boxes */
function findLines(boxes) {
  /** @type {number[][]} */
  const bands = [];
  for (const index of boxes.map((_, i) => i).sort((a, b) => boxes[a].top - boxes[b].top || a - b)) {
    const band = bands.at(-1);
    if (band && boxes[index].top <= Math.max(...band.map((each) => boxes[each].bottom))) band.push(index);
    else bands.push([index]);
  }
  /** @type {number[][]} */
  const lines = [];
  for (const band of bands) {
    const line = lines.at(-1);
    if (line && !isApart(line, band, boxes)) line.push(...band);
    else lines.push([...band]);
  }
  return lines.map((line) => line.sort((a, b) => a - b));
}

/** @param {number[]} line @param {number[]} band @param {Box[]} boxes */
function isApart(line, band, boxes) {
  const [above, below] = [line, band].map((part) => joinBoxes(part.map((each) => boxes[each])));
  return below.top - above.bottom > MIN_LINE_GAP * Math.max(heightOf(above), heightOf(below));
}

/** The digits of a line from left to right, without dashes and dots beside others. @param {number[]} members @param {Box[]} boxes @param {Stroke[]} strokes */
function cluster(members, boxes, strokes) {
  const unit = Math.max(...members.map((index) => heightOf(boxes[index]))) || 1;
  let clusters = members.map((index) => ({ own: [index], box: boxes[index] }));
  // What lies above each other first: the bar of a five belongs to its body, not to the neighbor.
  for (const belong of [shareColumns, areParts]) {
    let count = 0;
    while (count !== clusters.length) {
      count = clusters.length;
      clusters = merge(clusters, boxes, strokes, unit, belong);
    }
  }
  const high = clusters.filter(({ box }) => heightOf(box) >= MIN_HEIGHT * unit);
  return (high.length ? high : clusters).sort((a, b) => a.box.left - b.box.left || a.own[0] - b.own[0]);
}

/** Clusters that belong together, as one each. @param {Cluster[]} clusters @param {Box[]} boxes @param {Stroke[]} strokes @param {number} unit @param {(one: Cluster, other: Cluster, strokes: Stroke[], unit: number) => boolean} belong */
function merge(clusters, boxes, strokes, unit, belong) {
  let parent = clusters.map((_, i) => i);
  for (let one = 0; one < clusters.length; one++) {
    for (let other = 0; other < one; other++) {
      if (parent[one] === parent[other] || !belong(clusters[one], clusters[other], strokes, unit)) continue;
      const [old, next] = [parent[one], parent[other]];
      parent = parent.map((each) => (each === old ? next : each));
    }
  }
  /** @type {Map<number, number[]>} */
  const merged = new Map();
  clusters.forEach(({ own }, i) => merged.set(parent[i], [...(merged.get(parent[i]) ?? []), ...own]));
  return [...merged.values()].map((own) => ({ own: own.sort((a, b) => a - b), box: joinBoxes(own.map((each) => boxes[each])) }));
}

/** @param {Cluster} one @param {Cluster} other @param {Stroke[]} strokes @param {number} unit */
function shareColumns(one, other, strokes, unit) {
  const own = Math.max(widthOf(one.box), MIN_WIDTH * unit) / 2;
  const its = Math.max(widthOf(other.box), MIN_WIDTH * unit) / 2;
  const [middle, itsMiddle] = [(one.box.left + one.box.right) / 2, (other.box.left + other.box.right) / 2];
  const shared = Math.min(middle + own, itsMiddle + its) - Math.max(middle - own, itsMiddle - its);
  return shared > MIN_SHARED * 2 * Math.min(own, its);
}

/** Whether clusters beside each other are parts of a digit: they touch, and one is no digit alone. @param {Cluster} one @param {Cluster} other @param {Stroke[]} strokes @param {number} unit */
function areParts(one, other, strokes, unit) {
  const gap = Math.max(one.box.left, other.box.left) - Math.min(one.box.right, other.box.right);
  const width = Math.max(one.box.right, other.box.right) - Math.min(one.box.left, other.box.left);
  if (gap > MAX_PART_GAP * unit || width > MAX_WIDTH * unit) return false;
  const isLow = Math.min(heightOf(one.box), heightOf(other.box)) < MAX_PART_HEIGHT * unit;
  if (isLow && one.own.some((index) => other.own.some((its) => Math.abs(index - its) === 1))) return true;
  const isPart = isLow || Math.abs(one.box.bottom - other.box.bottom) > MIN_STEP * unit;
  if (countTouchingEnds(one.own, other.own, strokes, MAX_TOUCH * unit) >= (isPart ? 1 : 2)) return true;
  return isPart && one.own.some((a) => other.own.some((b) => cross(strokes[a], strokes[b])));
}

/** How many ends of the strokes of one lie on a stroke of the other. @param {number[]} one @param {number[]} other @param {Stroke[]} strokes @param {number} reach */
function countTouchingEnds(one, other, strokes, reach) {
  let count = 0;
  for (const [these, those] of [[one, other], [other, one]]) {
    for (const index of these) {
      for (const end of [strokes[index][0], strokes[index][strokes[index].length - 1]]) {
        if (those.some((each) => findDistance(end, strokes[each]) <= reach * reach)) count += 1;
      }
    }
  }
  return count;
}

/** Whether two strokes cross; false for strokes with very many points. @param {Stroke} one @param {Stroke} other */
function cross(one, other) {
  if (one.length * other.length > MAX_COMPARED) return false;
  for (let i = 0; i < one.length - 1; i++) {
    for (let j = 0; j < other.length - 1; j++) {
      if (
        isLeft(one[i], one[i + 1], other[j]) !== isLeft(one[i], one[i + 1], other[j + 1]) &&
        isLeft(other[j], other[j + 1], one[i]) !== isLeft(other[j], other[j + 1], one[i + 1])
      ) return true;
    }
  }
  return false;
}

/** On which side of a segment a point lies. @param {import("./strokes.js").Point} from @param {import("./strokes.js").Point} to @param {import("./strokes.js").Point} point */
function isLeft(from, to, point) {
  return (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]) > 0;
}

/** The square of the distance from a point to a stroke. @param {import("./strokes.js").Point} point @param {Stroke} stroke */
function findDistance(point, stroke) {
  let nearest = Infinity;
  for (let i = 0; i < Math.max(1, stroke.length - 1); i++) {
    const [from, to] = [stroke[i], stroke[Math.min(i + 1, stroke.length - 1)]];
    const [stepX, stepY] = [to[0] - from[0], to[1] - from[1]];
    const [across, down] = [point[0] - from[0], point[1] - from[1]];
    const squared = stepX * stepX + stepY * stepY;
    const along = Math.min(Math.max((across * stepX + down * stepY) / (squared > 0 ? squared : 1), 0), 1);
    const [awayX, awayY] = [across - along * stepX, down - along * stepY];
    nearest = Math.min(nearest, awayX * awayX + awayY * awayY);
  }
  return nearest;
}
