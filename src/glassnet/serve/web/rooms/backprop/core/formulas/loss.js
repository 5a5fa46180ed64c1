/** The loss, from all outputs. */

import { addUp, formatAlone, formatFixed } from "../decimals.js";
import { formula, mi, mn, mo, mrow, mtext, node, pointable } from "../mathml.js";
import { getOutputs, listTargets } from "../quantities.js";
import { SHOWN_TERMS, equals, neuron, space, sumOver, writeSum } from "./written.js";

/**
 * @typedef {import("./written.js").Formulas} Formulas
 * @typedef {import("./written.js").Subject} Subject
 */

/** @param {Subject} subject @param {number} number @returns {Formulas} */
export function writeLoss({ experiment, columns, notation, name }, number) {
  const { loss, label, trace, model } = experiment;
  const outputs = getOutputs(experiment, columns[number]);
  const origin = (/** @type {number} */ i) => ({ selection: neuron(number, i), note: `from ${name(neuron(number, i))}; goes into the loss` });
  const result = { selection: null, note: "the loss: from all outputs; every derivative is of this number" };
  const words = [`The label is ${model.outputs[label]}.`];
  const type = /** @type {any} */ (loss.constructor).type;
  if (type === "softmax_cross_entropy" && !(/** @type {any} */ (loss).label_smoothing)) {
    const logits = Array.from(outputs);
    const p = trace.probabilities;
    return {
      focus: neuron(number, label), words,
      table: {
        head: ["", "sum z", "e to the z", "probability"], foot: [],
        rows: logits.map((z, i) => ({ cells: [name(neuron(number, i)), formatAlone(z), formatAlone(Math.exp(z)), formatFixed(p[i], 4)], origin: origin(i) })),
      },
      symbols: [
        formula(node("msub", mi("p"), mi("i")), equals(), node("mfrac", node("msup", mi("e"), node("msub", mi("z"), mi("i"))), mrow(sumOver("k"), node("msup", mi("e"), node("msub", mi("z"), mi("k")))))),
        formula(notation.loss(), equals(), mo("−"), mi("log"), space(), node("msub", mi("p"), mtext(model.outputs[label]))),
      ],
      numbers: [
        formula(node("msub", mi("p"), mtext(model.outputs[label])), equals(),
          node("mfrac", node("msup", mi("e"), pointable(formatAlone(logits[label]), origin(label))), mrow(...logits.slice(0, 3).flatMap((z, i) => [...(i ? [mo("+")] : []), node("msup", mi("e"), pointable(formatAlone(z, 3), origin(i)))]), ...(logits.length > 3 ? [mo("+"), mo("…")] : []))),
          equals(), pointable(formatAlone(p[label]), origin(label))),
        formula(notation.loss(), equals(), mo("−"), mi("log"), space(), mn(formatAlone(p[label])), equals(), pointable(formatAlone(trace.loss), result)),
      ],
    };
  }
  if (type === "squared_error" || type === "mean_squared_error") {
    const targets = listTargets(experiment, outputs.length);
    const scale = type === "squared_error" ? 0.5 : 1 / outputs.length;
    const terms = Array.from(outputs, (a, i) => scale * (a - targets[i]) ** 2);
    const factor = () => (type === "squared_error" ? node("mfrac", node("mn", "1"), node("mn", "2")) : node("mfrac", node("mn", "1"), node("mn", String(outputs.length))));
    return {
      focus: neuron(number, label), words,
      symbols: [formula(notation.loss(), equals(), sumOver("i"), factor(), node("msup", mrow(mo("("), node("msub", mi("a"), mi("i")), mo("−"), node("msub", mi("y"), mi("i")), mo(")")), node("mn", "2")))],
      numbers: [writeSum(notation.loss(), addUp(terms, trace.loss, { shown: SHOWN_TERMS }), origin, null, result)],
    };
  }
  return { focus: neuron(number, label), words: [...words, `The loss is ${String(type).replaceAll("_", " ")}.`], symbols: [], numbers: [formula(notation.loss(), equals(), pointable(formatAlone(trace.loss), result))] };
}
