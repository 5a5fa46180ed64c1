/** How an array is laid out as a picture: rows, columns, and which entry is where. */

/**
 * @typedef {{rows: number, columns: number, at: (row: number, column: number) => number, kind: "row" | "matrix" | "images"}} Layout
 *   `at` is the entry's index, −1 where there is none
 */

const GAP = 2;
const MAX_TILES = 64;

/** @param {number[]} shape @param {number[]} inputShape  height and width of the image that a flat input was @returns {Layout} */
export function layOut(shape, inputShape) {
  const [height, width] = inputShape;
  const pixels = height * width;
  if (shape.length === 1) return shape[0] === pixels && pixels > 20 ? layTiles(1, height, width, (_, pixel) => pixel) : { kind: "row", rows: 1, columns: shape[0], at: (_, i) => i };
  if (shape.length === 2 && shape[0] === pixels && pixels > 20) return layTiles(shape[1], height, width, (tile, pixel) => pixel * shape[1] + tile);
  if (shape.length === 2) return { kind: "matrix", rows: shape[0], columns: shape[1], at: (row, column) => row * shape[1] + column };
  if (shape.length === 3) return layTiles(shape[2], shape[0], shape[1], (tile, pixel) => pixel * shape[2] + tile);
  const [rows, columns, channels, maps] = shape;
  return layTiles(channels * maps, rows, columns, (tile, pixel) => (pixel * channels + Math.floor(tile / maps)) * maps + (tile % maps));
}

/** @param {number} count @param {number} height @param {number} width @param {(tile: number, pixel: number) => number} indexOf @returns {Layout} */
function layTiles(count, height, width, indexOf) {
  const shown = Math.min(count, MAX_TILES);
  const across = shown <= 8 ? shown : Math.ceil(Math.sqrt(shown * 2));
  const [stepX, stepY] = [width + GAP, height + GAP];
  return {
    kind: "images", rows: Math.ceil(shown / across) * stepY - GAP, columns: across * stepX - GAP,
    at(row, column) {
      const tile = Math.floor(row / stepY) * across + Math.floor(column / stepX);
      const [y, x] = [row % stepY, column % stepX];
      return tile < shown && y < height && x < width ? indexOf(tile, y * width + x) : -1;
    },
  };
}
