/** What happened at places of the x axis: a thin line with a few words each. */

import { paintMark } from "./paint.js";
import { countOf, findNearest } from "./series.js";
import { formatValue } from "./ticks.js";

/** @typedef {{x: number, text: string}} Event */

const STRENGTH = 0.4;
const GAP = 4;

/** @param {CanvasRenderingContext2D} context @param {import("./axes.js").Frame} frame @param {Event[]} events @param {import("./series.js").Series[]} all @param {import("./paint.js").Colors} colors */
export function paintEvents(context, frame, events, all, colors) {
  const { box, x } = frame;
  const shown = events.map(({ x: at, text }) => ({ at, text, pixel: x.scale.toPixel(at) })).filter(({ pixel }) => pixel >= box.left - 1 && pixel <= box.right + 1);
  // From the right: words that would run into the next line are left out.
  let end = box.right;
  for (const { at, text, pixel } of shown.toReversed()) {
    paintMark(context, frame, colors, at, STRENGTH);
    const width = context.measureText(text).width;
    const isLeft = pixel + GAP + width > end;
    context.fillStyle = colors.text;
    context.textAlign = isLeft ? "right" : "left";
    const isBelow = isHigh(frame, all[0], at);
    context.textBaseline = isBelow ? "bottom" : "top";
    if (!isLeft || end === box.right) context.fillText(text, pixel + (isLeft ? -GAP : GAP), isBelow ? box.bottom - GAP : box.top);
    end = pixel - (isLeft ? width + GAP : 0);
  }
}

/** Whether a line is in the upper half there: the words go where it is not. @param {import("./axes.js").Frame} frame @param {import("./series.js").Series | undefined} series @param {number} at */
function isHigh({ box, y }, series, at) {
  return series !== undefined && countOf(series) > 0 && y.scale.toPixel(series.ys[findNearest(series, at)]) < (box.top + box.bottom) / 2;
}

/** @param {string} xLabel @param {Event[]} events */
export function describeEvents(xLabel, events) {
  return events.map(({ x, text }) => ` ${xLabel} ${formatValue(x)}: ${text}.`).join("");
}
