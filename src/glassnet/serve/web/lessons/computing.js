/** What the questions compute with: passes of the drawing in hand through the network in hand. */

import { answer, scalePixels } from "../models/answer.js";
import { tracePass } from "../nn/index.js";
import { getLoss } from "../rooms/backprop/core/experiment.js";

/**
 * @typedef {import("./lesson.js").Situation} Situation
 * @typedef {import("../models/page-model.js").PageModel} PageModel
 */

/** Thrown where a question cannot be checked yet: says what to do. */
export class NotYet extends Error {}

/** The network in hand, which must be the one of this name, and the drawing. @param {Situation} situation @param {string} [name] */
export function readDrawing({ state: { model, pixels } }, name = "tiny") {
  if (!model || model.name !== name) throw new NotYet(`This question is about the network ${name}: choose it in the header.`);
  if (!pixels) throw new NotYet("Draw a digit first.");
  return { model, pixels, ...answer(model, pixels) };
}

/** The backward pass of the drawing, for the label that Backprop shows. @param {Situation} situation */
export function readBackward(situation) {
  const { model, pixels, best, probabilities } = readDrawing(situation);
  const chosen = model.outputs.indexOf(situation.state.params.as ?? "");
  const label = chosen < 0 ? best : chosen;
  return { model, label, probabilities, trace: tracePass(model.network, getLoss(model), model.parameters, scalePixels(model, pixels), label) };
}

/** The neuron that is selected. @param {Situation} situation @param {number} [column] it must be in @returns {{column: number, index: number}} */
export function readNeuron({ state: { selection } }, column) {
  if (selection?.kind !== "neuron" || selection.column < 1) throw new NotYet("Select a neuron first: click its circle in the picture.");
  if (column && selection.column !== column) throw new NotYet(`Select a neuron of layer ${column}.`);
  return selection;
}

/** The weight that is selected, as its layer and its place in the layer's weights. @param {Situation} situation @param {PageModel} model */
export function readWeight({ state: { selection } }, model) {
  if (selection?.kind !== "weight") throw new NotYet("Select a weight first: click one of the lines.");
  const name = String(selection.column);
  const { shape } = model.parameters.get(`${name}.weights`);
  return { name, index: selection.from * shape[1] + selection.to };
}

/**
 * The answer of a question, with its problem in words where there is one.
 * @param {import("./lesson.js").Question} question @param {Situation} situation @returns {Promise<import("./lesson.js").Answer>}
 */
export async function findAnswer(question, situation) {
  try {
    return await question.answer(situation);
  } catch (error) {
    if (error instanceof NotYet) return { problem: error.message };
    throw error;
  }
}
