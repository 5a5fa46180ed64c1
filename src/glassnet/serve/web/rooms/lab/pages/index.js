/** The pages of the lab: one question each. */

import attention from "./attention.js";
import breaking from "./break.js";
import dream from "./dream.js";
import fool from "./fool.js";
import map from "./map.js";
import morph from "./morph.js";
import pruning from "./prune.js";
import quantization from "./quantize.js";
import raw from "./raw.js";
import weight from "./weight.js";

/** @type {readonly import("../lab.js").PageDescription[]} */
export const PAGES = Object.freeze([breaking, weight, pruning, quantization, attention, dream, fool, morph, map, raw]);

/** The page of an address; the first one where there is none of this id. @param {string | undefined} id */
export function findPage(id) {
  return PAGES.find((page) => page.id === id) ?? PAGES[0];
}
