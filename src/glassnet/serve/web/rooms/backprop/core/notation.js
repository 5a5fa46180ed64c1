/**
 * The symbols of the tutorials, as docs/notation.md has them. Tutorials put the neuron that a weight leads to first, W[to, from];
 * Glassnet's own arrays are transposed, weights[from, to]. All indices count from 1.
 */

import { mi, mo, mrow, mtext, node } from "./mathml.js";

/**
 * @typedef {"weight" | "bias" | "sum" | "output" | "input" | "dOutput" | "dSum" | "dWeight" | "dBias" | "dInput"} Quantity
 * @typedef {object} Notation
 * @property {string} id
 * @property {string} name  for the menu
 * @property {(quantity: Quantity, layer: string | number, indices?: (string | number)[]) => Element} symbol
 *   `indices` of a weight are [from, to]; without indices it is the whole array
 * @property {() => Element} rate
 * @property {() => Element} loss
 * @property {() => Element} slope  g'
 */

/** @param {string} base */
const bold = (base) => {
  const element = mi(base);
  element.setAttribute("mathvariant", "normal");
  return element;
};

/** @param {(string | number)[]} indices */
function subscript(indices) {
  return mrow(...indices.flatMap((index, i) => (i ? [mo(","), term(index)] : [term(index)])));
}
/** @param {string | number} index */
const term = (index) => (/^\d+$/.test(String(index)) ? node("mn", String(index)) : mi(String(index)));

/** @param {Element} base @param {Element} upper @param {(string | number)[]} indices */
function decorate(base, upper, indices) {
  return indices.length ? node("msubsup", base, subscript(indices), upper) : node("msup", base, upper);
}

/** @param {Quantity} quantity @param {(string | number)[]} indices */
const turn = (quantity, indices) => (quantity === "weight" || quantity === "dWeight" ? [...indices].reverse() : indices);

const BRACKET_LETTERS = { weight: "W", bias: "b", sum: "Z", output: "A", input: "A", dOutput: "dA", dSum: "dZ", dWeight: "dW", dBias: "db", dInput: "dA" };
const PARTIAL = { weight: "w", bias: "b", sum: "z", output: "a", input: "a", dOutput: "a", dSum: "z", dWeight: "w", dBias: "b", dInput: "a" };
const NAMES = { weight: "weights", bias: "bias", sum: "sums", output: "outputs", input: "inputs", dOutput: "d_outputs", dSum: "d_sums", dWeight: "d_weights", dBias: "d_bias", dInput: "d_inputs" };
/** Inputs are the outputs of the layer before. @param {Quantity} quantity @param {string | number} layer */
const place = (quantity, layer) => (quantity === "input" || quantity === "dInput" ? Number(layer) - 1 : layer);

/** @type {Notation[]} */
export const NOTATIONS = [
  {
    id: "partial", name: "∂L/∂w (3Blue1Brown)",
    symbol(quantity, layer, indices = []) {
      const upper = mrow(mo("("), node("mn", String(place(quantity, layer))), mo(")"));
      const symbol = decorate(mi(indices.length ? PARTIAL[quantity] : quantity.endsWith("eight") ? "W" : PARTIAL[quantity]), upper, turn(quantity, indices));
      if (!quantity.startsWith("d")) return symbol;
      return node("mfrac", mrow(mo("∂"), mi("L")), mrow(mo("∂"), symbol));
    },
    rate: () => mi("η"), loss: () => mi("L"), slope: () => node("msup", mi("g"), mo("′")),
  },
  {
    id: "brackets", name: "dW[1] (chang, zhang)",
    symbol(quantity, layer, indices = []) {
      const upper = mrow(mo("["), node("mn", String(place(quantity, layer))), mo("]"));
      return decorate(bold(BRACKET_LETTERS[quantity]), upper, turn(quantity, indices));
    },
    rate: () => mi("α"), loss: () => mi("J"), slope: () => node("msup", mi("g"), mo("′")),
  },
  {
    id: "code", name: "dW1 (wang)",
    symbol(quantity, layer, indices = []) {
      const base = bold(`${BRACKET_LETTERS[quantity]}${place(quantity, layer)}`);
      return indices.length ? node("msub", base, subscript(turn(quantity, indices))) : base;
    },
    rate: () => mtext("alpha"), loss: () => mtext("cost"), slope: () => mtext("deriv"),
  },
  {
    id: "names", name: "plain names",
    symbol(quantity, layer, indices = []) {
      const base = mtext(NAMES[quantity]);
      return indices.length ? node("msub", base, mrow(mo("["), subscript(indices), mo("]"))) : base;
    },
    rate: () => mtext("rate"), loss: () => mtext("loss"), slope: () => mtext("derivative"),
  },
];

const OF_NETWORKS = /** @type {Record<string, string>} */ ({ markmusic27: "partial", chang: "brackets", zhang: "brackets", wang: "code", "zhang-readme": "code" });

/** The notation that was chosen, or that of the network's tutorial. @param {string | undefined} id @param {string} network */
export function findNotation(id, network) {
  return NOTATIONS.find((each) => each.id === (id ?? OF_NETWORKS[network])) ?? NOTATIONS[0];
}
