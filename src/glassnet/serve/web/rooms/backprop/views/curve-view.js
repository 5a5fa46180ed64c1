/** The loss as a curve over one parameter, with its tangent: the point can be dragged. */

import { createElement } from "../../../look/elements.js";
import { formatAlone } from "../core/decimals.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [340, 170, 12, 12, 12, 24];

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...(Element | string)} children */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {{drag: (value: number) => void}} on */
export function createCurveView(on) {
  const curve = svg("path", { class: "curve-line" });
  const tangent = svg("line", { class: "curve-tangent" });
  const point = svg("circle", { class: "curve-point", r: 6 });
  const axis = svg("line", { class: "curve-axis", x1: LEFT, x2: WIDTH - RIGHT, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM });
  const [low, high, top] = [svg("text", { x: LEFT, y: HEIGHT - 7 }), svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 7, "text-anchor": "end" }), svg("text", { x: LEFT, y: TOP + 2 })];
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img" }, axis, curve, tangent, point, low, high, top);
  const element = createElement("figure", { className: "curve-figure" }, picture, createElement("figcaption", { className: "note" }, "The loss over this value, all others fixed; dashed: its tangent. Drag the point."));
  let [start, end] = [0, 1];
  let isDragging = false;

  const valueAt = (/** @type {PointerEvent} */ event) => {
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    return start + Math.max(0, Math.min(1, (x - LEFT) / (WIDTH - LEFT - RIGHT))) * (end - start);
  };
  picture.addEventListener("pointerdown", (event) => {
    isDragging = true;
    picture.setPointerCapture(/** @type {PointerEvent} */ (event).pointerId);
    on.drag(valueAt(/** @type {PointerEvent} */ (event)));
  });
  picture.addEventListener("pointermove", (event) => isDragging && on.drag(valueAt(/** @type {PointerEvent} */ (event))));
  for (const name of ["pointerup", "pointercancel"]) picture.addEventListener(name, () => { isDragging = false; });

  return {
    element,
    /** @param {{xs: number[], ys: number[], value: number, loss: number, slope: number}} state */
    show({ xs, ys, value, loss, slope }) {
      [start, end] = [xs[0], xs[xs.length - 1]];
      const finite = [...ys, loss].filter(Number.isFinite);
      const [least, most] = [Math.min(...finite), Math.max(...finite)];
      const span = most - least || 1;
      const x = (/** @type {number} */ at) => LEFT + ((at - start) / (end - start)) * (WIDTH - LEFT - RIGHT);
      const y = (/** @type {number} */ at) => HEIGHT - BOTTOM - 8 - ((at - least) / span) * (HEIGHT - TOP - BOTTOM - 22);
      curve.setAttribute("d", xs.map((each, i) => `${i ? "L" : "M"}${x(each).toFixed(2)} ${y(ys[i]).toFixed(2)}`).join(""));
      // The tangent ends where it leaves the picture.
      const steep = Math.abs(slope) * (end - start) / span;
      const half = ((end - start) / 2) * Math.min(0.6, steep ? 0.9 / steep : 0.6);
      for (const [name, at] of /** @type {const} */ ([["1", value - half], ["2", value + half]])) {
        tangent.setAttribute(`x${name}`, x(at).toFixed(2));
        tangent.setAttribute(`y${name}`, y(loss + slope * (at - value)).toFixed(2));
      }
      point.setAttribute("cx", x(value).toFixed(2));
      point.setAttribute("cy", y(loss).toFixed(2));
      low.textContent = formatAlone(start, 3);
      high.textContent = formatAlone(end, 3);
      top.textContent = `loss ${formatAlone(least, 3)} to ${formatAlone(most, 3)}`;
      picture.setAttribute("aria-label", `The loss from ${formatAlone(start, 3)} to ${formatAlone(end, 3)}: between ${formatAlone(least, 3)} and ${formatAlone(most, 3)}; here ${formatAlone(loss)}, slope ${formatAlone(slope)}`);
    },
  };
}
