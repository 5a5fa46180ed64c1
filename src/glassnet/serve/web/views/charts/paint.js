/** Painting a line chart: grid, ticks, lines, the cursor and the mark. */

import { traceLines } from "./lines.js";
import { countOf, findNearest } from "./series.js";

/**
 * @typedef {import("./series.js").Series} Series
 * @typedef {import("./axes.js").Frame} Frame
 * @typedef {{text: string, series: string[]}} Colors
 */

const LINE_WIDTH = 1.75;
const DASHES = [5, 4];

/** Browsers paint a long line faster in stretches: 200 points, two numbers each. */
const MAX_STRETCH = 400;

/** Sizes the canvas to its box, as sharp as the screen, and clears it. @param {HTMLCanvasElement} canvas */
export function prepareCanvas(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Colors} colors */
export function paintFrame(context, { box, x, y }, colors) {
  context.fillStyle = context.strokeStyle = colors.text;
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const { pixel, text } of y.ticks) {
    paintRule(context, box.left, snap(pixel), box.right, snap(pixel), 0.16);
    context.fillText(text, box.left - 8, pixel);
  }
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const { pixel, text } of x.ticks) {
    paintRule(context, snap(pixel), box.bottom, snap(pixel), box.bottom + 4, 0.6);
    const half = context.measureText(text).width / 2;
    context.fillText(text, Math.min(pixel, box.right + 10 - half), box.bottom + 7);
  }
  paintRule(context, box.left, snap(box.bottom), box.right, snap(box.bottom), 0.6);
}

/** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Series[]} all @param {Colors} colors */
export function paintSeries(context, { box, x, y }, all, colors) {
  context.save();
  context.beginPath();
  context.rect(box.left - LINE_WIDTH, box.top - LINE_WIDTH, box.right - box.left + 2 * LINE_WIDTH, box.bottom - box.top + 2 * LINE_WIDTH);
  context.clip();
  context.lineJoin = context.lineCap = "round";
  context.lineWidth = LINE_WIDTH;
  all.forEach((series, index) => {
    context.strokeStyle = context.fillStyle = colors.series[index];
    context.setLineDash(series.dashed ? DASHES : []);
    for (const line of traceLines(series, x.scale, y.scale)) paintLine(context, line);
  });
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {number[]} line */
function paintLine(context, line) {
  context.beginPath();
  if (line.length === 2) {
    context.arc(line[0], line[1], LINE_WIDTH, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(line[0], line[1]);
  for (let i = 2; i < line.length; i += 2) {
    context.lineTo(line[i], line[i + 1]);
    if (i % MAX_STRETCH) continue;
    context.stroke();
    context.beginPath();
    context.moveTo(line[i], line[i + 1]);
  }
  context.stroke();
}

/**
 * A line at x, and a dot on every series there.
 *
 * @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Series[]} all @param {Colors} colors @param {number} at
 */
export function paintCursor(context, frame, all, colors, at) {
  paintMark(context, frame, colors, at, 0.45);
  all.forEach((series, index) => {
    if (!countOf(series)) return;
    const nearest = findNearest(series, at);
    const [across, down] = [frame.x.scale.toPixel(series.xs[nearest]), frame.y.scale.toPixel(series.ys[nearest])];
    if (!Number.isFinite(down) || down < frame.box.top - 1 || down > frame.box.bottom + 1) return;
    context.fillStyle = colors.series[index];
    context.beginPath();
    context.arc(across, down, 3.5, 0, 2 * Math.PI);
    context.fill();
  });
}

/** A line at x. @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Colors} colors @param {number} at @param {number} strength */
export function paintMark(context, { box, x }, colors, at, strength) {
  const pixel = snap(x.scale.toPixel(at));
  if (pixel < box.left - 1 || pixel > box.right + 1) return;
  context.strokeStyle = colors.text;
  paintRule(context, pixel, box.top, pixel, box.bottom, strength);
}

/** @param {CanvasRenderingContext2D} context @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {number} strength */
function paintRule(context, x0, y0, x1, y1, strength) {
  context.globalAlpha = strength;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.globalAlpha = 1;
}

/** To the middle of a pixel, where a thin line is sharp. @param {number} pixel */
function snap(pixel) {
  return Math.round(pixel - 0.5) + 0.5;
}
