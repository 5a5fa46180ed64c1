/** Map: decisions on the plane through three drawings. */

import { createElement } from "../../../look/elements.js";
import { blendThree, placeOnMap } from "../core/blending.js";
import { countProducts } from "../core/subject.js";
import { formatShare } from "../lab.js";
import { createDecisionMap } from "../views/decision-map.js";
import { name } from "../views/answer-view.js";
import { createDrawingChoice, createKeepButton } from "./other-drawings.js";

const [FINE, COARSE] = [61, 25];
const SMALL = 1e6;
const MAX_DIGITS = 2000;

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "map",
  title: "Map",
  question: "What lies between three digits?",
  hint: "Each point of the map is an image: a mixture of three drawings, and beyond them. Point at it, or move with the arrow keys. Find a place where it is sure of a digit that none of the three is.",
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const second = createDrawingChoice(lab, { name: "b", label: "B", fallback: "8" });
  const third = createDrawingChoice(lab, { name: "c", label: "C", fallback: "7" });
  const keep = createKeepButton(lab, () => (lab.drawings.length ? "c" : "b"));
  const map = createDecisionMap({ move: (u, v) => lab.set({ u: String(round(u)), v: String(round(v)) }) });
  let areas = "";
  /** Of which plane the map is. */
  let shownKey = "";

  const side = () => (countProducts(lab.model.network) < SMALL ? FINE : COARSE);
  const corners = () => [lab.pixels, second.image, third.image];
  const place = () => ({ u: readShare("u"), v: readShare("v") });

  const planeKey = () => `plane:${lab.model.name}:${side()}:${corners().map((each) => each.join()).join(";")}`;

  /** @param {"u" | "v"} which */
  function readShare(which) {
    const value = Number(lab.settings.get(which) ?? 1 / 3);
    return Number.isFinite(value) ? Math.max(-0.5, Math.min(1.5, value)) : 1 / 3;
  }

  /** @param {{side: number, classes: Uint8Array, confidences: Float32Array, rows: number}} found */
  function take(found) {
    map.show({ ...found, names: lab.model.classNames, ticks: placeOnMap(found.side), ...place() });
    const total = found.rows * found.side;
    const shares = lab.model.classNames.map((each, k) => ({ each, share: found.classes.subarray(0, total).filter((value) => value === k).length / total }));
    areas = shares.filter(({ share }) => share >= 0.005).sort((a, b) => b.share - a.share).slice(0, 4).map(({ each, share }) => `${each} on ${formatShare(share, 0)}`).join(", ");
  }

  return {
    controls: [second, third, { element: keep, update() {} }],
    view: [createElement("div", { className: "lab-map-row" }, map.element)],
    show() {
      const { u, v } = place();
      const image = blendThree(corners(), u, v);
      const now = lab.answer(image);
      map.showCorners(corners());
      map.move(u, v);
      return { now, image, saw: `At this point it reads ${name(now)}.${planeKey() === shownKey ? ` Of the whole map it sees ${areas}.` : ""}` };
    },
    jobs() {
      const [at, key] = [corners(), planeKey()];
      const count = Math.min(MAX_DIGITS, lab.count(15));
      return [
        {
          key, title: "The map", task: "plane", settings: { corners: at, side: side() }, cost: side() ** 2 * countProducts(lab.model.network), onPartial: take,
          onResult(/** @type {any} */ found) {
            const isNew = key !== shownKey;
            shownKey = key;
            take(found);
            if (isNew) lab.refresh();
          },
        },
        lab.measure({
          key: "fourth", title: "Between test digits", task: "fourth", passes: 15, count,
          onResult: (found) => lab.showNumber({
            number: formatShare(found.fourth / found.count),
            meaning: `of the points inside ${found.triangles.toLocaleString("en")} triangles, each between three test digits of three classes, are read as a fourth class.`,
          }),
        }),
      ];
    },
  };
}

const round = (/** @type {number} */ value) => Math.round(1000 * value) / 1000;
