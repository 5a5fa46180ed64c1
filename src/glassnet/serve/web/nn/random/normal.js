/** Normally distributed numbers by the ziggurat method (Marsaglia, Tsang 2000), as NumPy's Generator draws them. */

import { exp, log1p } from "../math.js";
import { readWidths } from "./normal-widths.js";

const LAYERS = 256;
const TAIL = 3.6541528853610088;
const ONE_OVER_TAIL = 0.2736612373297583;

/** Layer i reaches from 0 to 2^52 WIDTHS[i]; the last 52 bits below INSIDE[i] lie under the curve for certain. */
const WIDTHS = readWidths();
const DENSITIES = WIDTHS.map((width, i) => (i === 0 ? 1 : exp(-0.5 * (width * 2 ** 52) * (width * 2 ** 52))));
const INSIDE = WIDTHS.map((width, i) => Math.floor((WIDTHS[(i + LAYERS - 1) % LAYERS] / width) * 2 ** 52));
// No number of the topmost layer is certain.
INSIDE[1] = 0;

/**
 * @param {{draw(): void, high: number, low: number}} bits
 * @param {() => number} random from 0, below 1
 */
export function drawNormal(bits, random) {
  for (;;) {
    bits.draw();
    const layer = bits.low & 0xff;
    const negative = (bits.low >>> 8) & 1;
    const place = (bits.high & 0x1fffffff) * 8388608 + (bits.low >>> 9);
    const size = place * WIDTHS[layer];
    const x = negative ? -size : size;
    if (place < INSIDE[layer]) return x;
    if (layer === 0) return drawTail((bits.low >>> 17) & 1, random);
    const height = (DENSITIES[layer - 1] - DENSITIES[layer]) * random() + DENSITIES[layer];
    if (height < exp(-0.5 * x * x)) return x;
  }
}

/** Beyond the outermost layer (Marsaglia 1964). @param {number} negative @param {() => number} random */
function drawTail(negative, random) {
  for (;;) {
    const x = -ONE_OVER_TAIL * log1p(-random());
    const y = -log1p(-random());
    if (y + y > x * x) return negative ? -(TAIL + x) : TAIL + x;
  }
}
