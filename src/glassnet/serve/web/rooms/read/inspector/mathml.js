/** Formulas in MathML, in the tutorials' notation: z^[l] = W^[l] x + b^[l], a^[l] = g(z^[l]). */

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

/** @typedef {Element | string} Part */

/** @param {string} tag @param {...Part} children */
function createNode(tag, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  element.append(...children);
  return element;
}

/** @param {string} text */
export const mi = (text) => createNode("mi", text);
/** @param {string} text */
export const mn = (text) => (text.startsWith("−") ? createNode("mrow", createNode("mo", "−"), createNode("mn", text.slice(1))) : createNode("mn", text));
/** @param {string} text */
export const mo = (text) => createNode("mo", text);
/** @param {string} text */
export const mtext = (text) => createNode("mtext", text);
/** @param {...Element} parts */
export const mrow = (...parts) => createNode("mrow", ...parts);
/** @param {Element} upper @param {Element} lower */
export const mfrac = (upper, lower) => createNode("mfrac", upper, lower);
/** @param {Element} base @param {Element} upper */
export const msup = (base, upper) => createNode("msup", base, upper);
/** @param {Element} base @param {Element} lower */
export const msub = (base, lower) => createNode("msub", base, lower);
/** A thin space. */
export const mspace = () => {
  const space = createNode("mspace");
  space.setAttribute("width", "0.5em");
  return space;
};
/** @param {Element} inner */
export const addBrackets = (inner) => mrow(mo("("), inner, mo(")"));

/**
 * A symbol of a layer: its number in brackets above, one or two indices below.
 *
 * @param {string} base @param {string[]} indices @param {number | string} layer
 */
export function createSymbol(base, indices, layer) {
  const below = indices.flatMap((index, i) => (i ? [mo(","), createTerm(index)] : [createTerm(index)]));
  return createNode("msubsup", mi(base), mrow(...below), mrow(mo("["), createTerm(String(layer)), mo("]")));
}

/** A number as a number, anything else as a letter. @param {string} text */
function createTerm(text) {
  return /^\d+$/.test(text) ? createNode("mn", text) : mi(text);
}

/** @param {Element} lower @param {Element} upper */
export function createSumSign(lower, upper) {
  return createNode("munderover", mo("∑"), lower, upper);
}

/** A formula on a line of its own. @param {...Element} parts */
export function createFormula(...parts) {
  const math = createNode("math", ...parts);
  math.setAttribute("display", "block");
  return math;
}
