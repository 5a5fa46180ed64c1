/** The first layer of a network as pictures: the weights of its first neurons or kernels. */

import { createSignedTable, readPalette } from "../../../look/colors.js";
import { createElement } from "../../../look/elements.js";
import { findLargest } from "../../../reading/numbers.js";

const TILES = 16;
const ACROSS = 4;

/**
 * The picture, which is painted once it is in sight: the network is loaded for it.
 * @param {import("../../../studio/rooms.js").Context} context @param {string} name @param {boolean} isPictured
 */
export function createWeightPicture({ service, store }, name, isPictured) {
  const canvas = createElement("canvas", { className: "library-picture", width: 4, height: 4, role: "img", "aria-label": `Weights of the first layer of ${name}` });
  if (!isPictured) canvas.hidden = true;
  /** @type {import("../../../models/page-model.js").PageModel | null} */
  let model = null;
  const paint = () => { if (model) paintFirstLayer(canvas, model); };
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    service.loadModel(name).then((loaded) => {
      model = loaded;
      paint();
    }, () => { canvas.hidden = true; });
  });
  if (isPictured) seen.observe(canvas);
  const stop = store.on(["theme"], paint);
  return { element: canvas, stop: () => { seen.disconnect(); stop(); } };
}

/** @param {HTMLCanvasElement} canvas @param {import("../../../models/page-model.js").PageModel} model */
export function paintFirstLayer(canvas, { network, parameters, imageShape }) {
  const { shape, data } = parameters.get("1.weights");
  const isDense = shape.length === 2;
  const [rows, columns] = isDense ? imageShape : shape;
  const depth = isDense ? 1 : shape[2];
  const count = shape[shape.length - 1];
  if (isDense && network.inputShape[0] !== rows * columns) return;
  paintTiles(canvas, { rows, columns, count: Math.min(count, TILES), weightAt: (tile, pixel) => data[pixel * depth * count + tile] });
}

/**
 * Tiles side by side, each in its own scale: blue is negative, orange positive.
 * @param {HTMLCanvasElement} canvas
 * @param {{rows: number, columns: number, count: number, across?: number, weightAt: (tile: number, pixel: number) => number}} tiles
 */
export function paintTiles(canvas, { rows, columns, count, across = ACROSS, weightAt }) {
  const table = createSignedTable(readPalette());
  const down = Math.ceil(count / across);
  Object.assign(canvas, { width: across * (columns + 1) - 1, height: down * (rows + 1) - 1 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let tile = 0; tile < count; tile++) {
    const weights = Float64Array.from({ length: rows * columns }, (_, pixel) => weightAt(tile, pixel));
    const largest = findLargest(weights);
    weights.forEach((weight, pixel) => { pixels[pixel] = table[255 + Math.round((255 * weight) / largest)] ?? table[255]; });
    context.putImageData(image, (tile % across) * (columns + 1), Math.floor(tile / across) * (rows + 1));
  }
}
