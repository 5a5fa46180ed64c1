/** Stills and films of a run: the weight images, my digit's bars, and where in the training it is. */

import { formatColor, readPalette } from "../../../look/colors.js";
import { formatShare } from "../numbers.js";
import { describeMoment } from "./my-digit.js";
import { paintWeights } from "./weights.js";

export const WIDTH = 960;
export const HEIGHT = 600;
const MARGIN = 32;
const IMAGES = 520;

/**
 * Paint one moment.
 * @param {HTMLCanvasElement} canvas @param {import("../run/learn-run.js").LearnRun} run @param {import("../run/history.js").Snapshot} snapshot
 * @param {Float64Array | undefined} probabilities of my digit @param {string[]} classNames
 */
export function paintStill(canvas, run, snapshot, probabilities, classNames) {
  if (canvas.width !== WIDTH) Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const colors = readPalette();
  context.fillStyle = formatColor(colors.surface);
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const images = document.createElement("canvas");
  paintWeights(images, run, snapshot);
  const scale = Math.min(IMAGES / images.width, (HEIGHT - 3 * MARGIN) / images.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(images, MARGIN, MARGIN, images.width * scale, images.height * scale);
  paintBars(context, colors, probabilities, classNames);
  context.fillStyle = formatColor(colors.ink);
  context.font = "600 20px Inter, sans-serif";
  context.textAlign = "left";
  const tested = run.history.testAccuracy.xs.indexOf(snapshot.step);
  const accuracy = tested < 0 ? "" : ` · ${formatShare(run.history.testAccuracy.ys[tested])} of the test images right`;
  context.fillText(`${describeMoment({ shown: snapshot, step: snapshot.step })}${accuracy}`, MARGIN, HEIGHT - MARGIN);
}

/** @param {CanvasRenderingContext2D} context @param {import("../../../look/colors.js").Palette} colors @param {Float64Array | undefined} probabilities @param {string[]} classNames */
function paintBars(context, colors, probabilities, classNames) {
  const left = MARGIN + IMAGES + 40;
  const step = (HEIGHT - 3 * MARGIN) / classNames.length;
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
  context.textBaseline = "middle";
  classNames.forEach((name, i) => {
    const y = MARGIN + step * (i + 0.5);
    context.fillStyle = formatColor(i === best ? colors.ink : colors.muted);
    context.font = "500 22px Newsreader, serif";
    context.textAlign = "right";
    context.fillText(name, left, y);
    context.fillStyle = formatColor(colors.line);
    context.fillRect(left + 14, y - 7, WIDTH - left - 14 - MARGIN, 14);
    context.fillStyle = formatColor(i === best ? colors.positive : colors.faint);
    context.fillRect(left + 14, y - 7, (WIDTH - left - 14 - MARGIN) * (probabilities?.[i] || 0), 14);
  });
  context.textBaseline = "alphabetic";
}

/** Loss and accuracy as one SVG, in fixed colors, for print. @param {import("../run/history.js").History} history @param {string} title */
export function writeCurves(history, title) {
  const last = Math.max(1, history.trainLoss.xs.at(-1) ?? 1, history.testLoss.xs.at(-1) ?? 1);
  const finite = [...history.trainLoss.ys, ...history.testLoss.ys].filter(Number.isFinite);
  const top = Math.max(...finite, 0.1);
  const plots = [
    { name: "Loss", top, lines: [history.trainLoss, history.testLoss], at: 40 },
    { name: "Accuracy", top: 1, lines: [history.trainAccuracy, history.testAccuracy], at: 300 },
  ];
  const [width, height] = [640, 190];
  const line = ({ xs, ys }, /** @type {number} */ high, /** @type {number} */ at, /** @type {string} */ color) => {
    const points = xs.map((/** @type {number} */ x, /** @type {number} */ i) => (Number.isFinite(ys[i]) ? `${(50 + (x / last) * width).toFixed(1)},${(at + height - (ys[i] / high) * height).toFixed(1)}` : "")).filter(Boolean);
    return `<polyline fill="none" stroke="${color}" stroke-width="1.6" points="${points.join(" ")}"/>`;
  };
  const parts = plots.map(({ name, top: high, lines, at }) => `<text x="50" y="${at - 8}" font-weight="600">${name}</text>`
    + `<path d="M50 ${at}V${at + height}H${50 + width}" fill="none" stroke="#888"/><text x="44" y="${at + 10}" text-anchor="end">${high.toFixed(high === 1 ? 0 : 2)}</text><text x="44" y="${at + height}" text-anchor="end">0</text>`
    + line(lines[0], high, at, "#1c67a8") + line(lines[1], high, at, "#b8500a"));
  const safe = title.replace(/[&<>]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[letter] ?? "");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 540" font-family="Inter, sans-serif" font-size="12"><title>${safe}</title>${parts.join("")}`
    + `<text x="50" y="515">${safe}: 0 to ${last.toLocaleString("en")} updates; blue: training batches, orange: test</text></svg>`;
}
