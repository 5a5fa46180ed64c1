/**
 * Each phase in formulas: with symbols, and with the real numbers. Every number can be pointed at: it knows its neuron or weight,
 * where it comes from and where it goes.
 */

import { writeAgain } from "./again.js";
import { writeBack } from "./back.js";
import { writeError } from "./error.js";
import { writeForward } from "./forward.js";
import { writeGradient } from "./gradient.js";
import { writeLoss } from "./loss.js";
import { writeUpdate } from "./update.js";

const WRITERS = { forward: writeForward, loss: writeLoss, error: writeError, back: writeBack, gradients: writeGradient, update: writeUpdate, again: writeAgain };

/** @param {import("../phases.js").Phase} phase @param {import("./written.js").Subject} subject @returns {import("./written.js").Formulas} */
export function writePhase(phase, subject) {
  return WRITERS[phase.kind](subject, phase.column);
}
