/** Formulas in MathML, in the notation of the documents: z^[l] = W^[l] x + b^[l], a^[l] = g(z^[l]). */

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

/** @typedef {Element | string} Part */

/** @param {string} tag @param {...Part} children */
function node(tag, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  element.append(...children);
  return element;
}

/** @param {string} text */
export const letter = (text) => node("mi", text);
/** @param {string} text */
export const number = (text) => (text.startsWith("−") ? node("mrow", node("mo", "−"), node("mn", text.slice(1))) : node("mn", text));
/** @param {string} text */
export const sign = (text) => node("mo", text);
/** @param {string} text */
export const word = (text) => node("mtext", text);
/** @param {...Element} parts */
export const row = (...parts) => node("mrow", ...parts);
/** @param {Element} upper @param {Element} lower */
export const fraction = (upper, lower) => node("mfrac", upper, lower);
/** @param {Element} base @param {Element} upper */
export const power = (base, upper) => node("msup", base, upper);
/** @param {Element} inner */
export const bracketed = (inner) => row(sign("("), inner, sign(")"));

/**
 * A symbol of a layer: its number in brackets above, one or two indices below.
 *
 * @param {string} base @param {string[]} indices @param {number | string} layer
 */
export function symbol(base, indices, layer) {
  const below = indices.flatMap((index, i) => (i ? [sign(","), term(index)] : [term(index)]));
  return node("msubsup", letter(base), row(...below), row(sign("["), term(String(layer)), sign("]")));
}

/** A number as a number, anything else as a letter. @param {string} text */
function term(text) {
  return /^\d+$/.test(text) ? node("mn", text) : letter(text);
}

/** @param {Element} lower @param {Element} upper */
export function sumOver(lower, upper) {
  return node("munderover", sign("∑"), lower, upper);
}

/** A formula on a line of its own. @param {...Element} parts */
export function formula(...parts) {
  const math = node("math", ...parts);
  math.setAttribute("display", "block");
  return math;
}
