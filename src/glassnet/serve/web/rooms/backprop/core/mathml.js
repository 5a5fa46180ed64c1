/** MathML elements, and numbers in them that know where they are in the network. */

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

/**
 * @typedef {import("../../../studio/rooms.js").Selection} Selection
 * @typedef {{selection: Selection | null, note: string}} Origin  what a number belongs to; where it comes from and where it goes
 */

/** @type {WeakMap<Element, Origin>} */
const origins = new WeakMap();

/** @param {string} tag @param {...(Element | string)} children */
export function node(tag, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  element.append(...children);
  return element;
}
/** @param {string} text */
export const mo = (text) => node("mo", text);
/** @param {string} text */
export const mi = (text) => node("mi", text);
/** @param {string} text */
export const mtext = (text) => node("mtext", text);
/** @param {...Element} parts */
export const mrow = (...parts) => node("mrow", ...parts);

/** A number, perhaps negative, perhaps with a power of ten. @param {string} text */
export function mn(text) {
  const [mantissa, power] = text.replace("−", "").split("·10");
  const size = power ? mrow(node("mn", mantissa), mo("·"), node("mn", `10${power}`)) : node("mn", mantissa);
  return text.startsWith("−") ? mrow(mo("−"), size) : size;
}

/** A number that can be pointed at. @param {string} text @param {Origin} origin @param {{brackets?: boolean}} [options] negative factors in brackets */
export function pointable(text, origin, { brackets = false } = {}) {
  const inner = brackets && text.startsWith("−") ? mrow(mo("("), mn(text), mo(")")) : mn(text);
  const element = mrow(inner);
  element.setAttribute("class", "pointable");
  setOrigin(element, origin);
  return element;
}

/** @template {Element} E @param {E} element @param {Origin} origin @returns {E} */
export function setOrigin(element, origin) {
  origins.set(element, origin);
  element.setAttribute("data-origin", "");
  return element;
}

/** The origin of the number under the pointer. @param {EventTarget | null} target */
export function getOrigin(target) {
  const element = target instanceof Element ? target.closest("[data-origin]") : null;
  return element ? (origins.get(element) ?? null) : null;
}

/** A formula on a line of its own. @param {...Element} parts */
export function formula(...parts) {
  const math = node("math", ...parts);
  math.setAttribute("display", "block");
  return math;
}
