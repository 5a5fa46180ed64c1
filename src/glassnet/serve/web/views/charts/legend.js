/** The legend: for every series its color, its name, and its value at the cursor, or the newest. */

import { countOf, findNearest } from "./series.js";

/** @typedef {import("./series.js").Series} Series */

const PALETTE_SIZE = 10;

/** @param {HTMLElement} list  the element that holds the legend */
export function createLegend(list) {
  /** @type {{key: string, swatch: HTMLElement, value: HTMLElement}[]} */
  let items = [];

  /** @param {Series[]} all */
  function rebuild(all) {
    items = all.map((series, index) => createItem(series, index));
    list.replaceChildren(...items.map(({ swatch, value }, index) => {
      const item = document.createElement("li");
      item.append(swatch, all[index].name, value);
      return item;
    }));
  }

  return {
    /** @param {Series[]} all @param {number | null} x @param {(value: number) => string} format */
    show(all, x, format) {
      if (all.length !== items.length || all.some((each, index) => keyOf(each) !== items[index].key)) rebuild(all);
      all.forEach((series, index) => {
        const at = x === null ? countOf(series) - 1 : findNearest(series, x);
        const text = at < 0 ? "–" : format(series.ys[at]);
        if (items[index].value.textContent !== text) items[index].value.textContent = text;
      });
    },
    /** The colors of the series as the style sheet has them now. */
    readColors: () => items.map(({ swatch }) => getComputedStyle(swatch).color),
  };
}

/** @param {Series} series @param {number} index */
function createItem(series, index) {
  const swatch = document.createElement("span");
  swatch.className = series.dashed ? "chart-swatch dashed" : "chart-swatch";
  swatch.style.color = series.color ?? `var(--series-${(index % PALETTE_SIZE) + 1})`;
  const value = document.createElement("span");
  value.className = "chart-value";
  return { key: keyOf(series), swatch, value };
}

/** @param {Series} series */
function keyOf({ name, color, dashed }) {
  return JSON.stringify([name, color, dashed]);
}
