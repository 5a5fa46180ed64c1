/** A thousand test images as points: how the last hidden layer sees them. */

import { createElement, fitCanvas } from "../../../look/elements.js";
import { withArticle } from "../../../reading/article.js";
import { formatCount, formatShare } from "../numbers.js";
import { createDigitImage, setText } from "./elements.js";

/** @param {import("../laboratory.js").Laboratory} laboratory @returns {import("./tabs.js").Tab} */
export function createMap({ analyst, cloud, classNames }) {
  const canvas = createElement("canvas", { className: "learn-map", role: "img" });
  const note = createElement("p", { className: "note" });
  const legend = createElement("ul", { className: "learn-map-legend" }, ...classNames.map((name, i) => {
    const swatch = createElement("span", {});
    swatch.style.color = `var(--series-${(i % 10) + 1})`;
    return createElement("li", {}, swatch, name);
  }));
  const pointed = createElement("div", { className: "learn-map-pointed", hidden: true });
  const element = createElement("div", {}, createElement("div", { className: "learn-map-box" }, canvas, pointed), legend, note);
  const size = cloud.shape[0] * cloud.shape[1];
  /** @type {(index: number) => [number, number]} */
  let place = () => [0, 0];
  /** The extent changes slowly, so that the picture stays still. */
  let extent = 0;

  function update() {
    const { plane } = analyst.current;
    if (!plane) return;
    const { points, share } = plane;
    const { context, width, height } = fitCanvas(canvas);
    if (!width) return;
    const radii = Array.from({ length: points.length / 2 }, (_, i) => Math.max(Math.abs(points[2 * i]), Math.abs(points[2 * i + 1]))).sort((a, b) => a - b);
    const wanted = radii[Math.floor(0.995 * (radii.length - 1))] || 1;
    extent = extent > wanted * 0.8 && extent < wanted * 1.3 ? extent : wanted * 1.08;
    const scale = Math.min(width, height) / 2 / extent;
    place = (index) => [width / 2 + points[2 * index] * scale, height / 2 - points[2 * index + 1] * scale];
    const colors = Array.from(legend.querySelectorAll("span"), (swatch) => getComputedStyle(swatch).color);
    context.font = "600 10px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let i = 0; i < points.length / 2; i++) {
      const [x, y] = place(i);
      context.fillStyle = colors[cloud.labels[i] % 10];
      context.fillText(classNames[cloud.labels[i]].slice(0, 1), x, y);
    }
    canvas.setAttribute("aria-label", `${formatCount(points.length / 2)} test images as points of a plane, which shows ${formatShare(share, 0)} of how they differ in the last hidden layer`);
    setText(note, `${formatCount(points.length / 2)} test images as the last hidden layer sees them: near each other is alike to the network. The plane shows ${formatShare(share, 0)} of their differences (principal components).`);
  }

  canvas.addEventListener("pointermove", (event) => {
    let [best, distance] = [-1, 14];
    for (let i = 0; i < cloud.labels.length; i++) {
      const [x, y] = place(i);
      const own = Math.hypot(x - event.offsetX, y - event.offsetY);
      if (own < distance) [best, distance] = [i, own];
    }
    pointed.hidden = best < 0;
    if (best < 0) return;
    pointed.replaceChildren(createDigitImage(cloud.images.subarray(best * size, (best + 1) * size), cloud.shape[0], withArticle(classNames[cloud.labels[best]])));
    const [x, y] = place(best);
    pointed.style.left = `${Math.min(x + 10, canvas.clientWidth - 60)}px`;
    pointed.style.top = `${Math.min(y + 10, canvas.clientHeight - 60)}px`;
  });
  canvas.addEventListener("pointerleave", () => { pointed.hidden = true; });
  return { id: "map", title: "Map", needs: ["plane"], element, update };
}
