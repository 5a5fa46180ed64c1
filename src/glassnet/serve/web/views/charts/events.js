/** What happened at places of the x axis: a thin line with a few words each. */

import { paintMark } from "./paint.js";
import { formatValue } from "./ticks.js";

/** @typedef {{x: number, text: string}} Event */

const STRENGTH = 0.4;
const GAP = 4;

/** @param {CanvasRenderingContext2D} context @param {import("./axes.js").Frame} frame @param {Event[]} events @param {import("./paint.js").Colors} colors */
export function paintEvents(context, frame, events, colors) {
  const { box, x } = frame;
  const shown = events.map(({ x: at, text }) => ({ at, text, pixel: x.scale.toPixel(at) })).filter(({ pixel }) => pixel >= box.left - 1 && pixel <= box.right + 1);
  context.textBaseline = "top";
  // From the right: words that would run into the next line are left out.
  let end = box.right;
  for (const { at, text, pixel } of shown.toReversed()) {
    paintMark(context, frame, colors, at, STRENGTH);
    const width = context.measureText(text).width;
    const isLeft = pixel + GAP + width > end;
    context.fillStyle = colors.text;
    context.textAlign = isLeft ? "right" : "left";
    if (!isLeft || end === box.right) context.fillText(text, pixel + (isLeft ? -GAP : GAP), box.top);
    end = pixel - (isLeft ? width + GAP : 0);
  }
}

/** @param {string} xLabel @param {Event[]} events */
export function describeEvents(xLabel, events) {
  return events.map(({ x, text }) => ` ${xLabel} ${formatValue(x)}: ${text}.`).join("");
}
