/** A line chart that follows values while they come: read by pointer and by keys, and described in words. */

import { placeAxes } from "./axes.js";
import { setUpCursor } from "./cursor.js";
import { describeChart, describeValues } from "./description.js";
import { createElements } from "./elements.js";
import { describeEvents, paintEvents } from "./events.js";
import { createLegend } from "./legend.js";
import { paintCursor, paintFrame, paintMark, paintSeries, prepareCanvas } from "./paint.js";
import { formatValue } from "./ticks.js";

/**
 * @typedef {import("./series.js").Series} Series
 * @typedef {import("./axes.js").Axis} Axis
 *
 * @typedef {import("./events.js").Event} Event
 *
 * @typedef {object} LineChart
 * @property {(series: Series[], events?: Event[]) => void} show  the series as they are now; call it again when they have grown
 * @property {(x: number | null) => void} mark  a fixed line, for the place of a time line
 * @property {() => void} repaint               after a change of colors that the chart cannot notice
 * @property {() => void} remove                takes the chart off the page
 */

/**
 * @param {HTMLElement} root  the chart is put at its end and fills its width
 * @param {{label: string, x: Axis, y: Axis, formatValue?: (value: number) => string, choose?: (x: number) => void}} options
 *   `choose` is called with the x of the cursor on a click or Enter
 * @returns {LineChart}
 */
export function createLineChart(root, options) {
  const { label, x, y, formatValue: format = formatValue, choose } = options;
  const elements = createElements(label, x.label);
  const legend = createLegend(elements.legend);
  /** @type {Series[]} */
  let all = [];
  /** @type {Event[]} */
  let happened = [];
  /** @type {number | null} */
  let cursor = null;
  /** @type {number | null} */
  let marked = null;
  /** @type {import("./axes.js").Frame | null} */
  let frame = null;
  let scheduled = 0;

  function paint() {
    scheduled = 0;
    const { context, ...size } = prepareCanvas(elements.canvas);
    const style = getComputedStyle(elements.canvas);
    context.font = `${style.fontSize} ${style.fontFamily}`;
    legend.show(all, cursor, format);
    const colors = { text: style.color, series: legend.readColors() };
    frame = placeAxes(size, all, { x, y }, (text) => context.measureText(text).width);
    paintFrame(context, frame, colors);
    paintEvents(context, frame, happened, all, colors);
    paintSeries(context, frame, all, colors);
    if (marked !== null) paintMark(context, frame, colors, marked, 0.9);
    if (cursor !== null) paintCursor(context, frame, all, colors, cursor);
    sayInWords();
  }

  function sayInWords() {
    elements.place.textContent = cursor === null ? x.label : `${x.label} ${formatValue(cursor)}`;
    elements.description.textContent = describeChart(label, x.label, all, format) + describeEvents(x.label, happened);
    elements.setPlace(all, cursor, cursor === null ? "no place chosen" : describeValues(x.label, cursor, all, format));
  }

  /** @param {number | null} place */
  function setCursor(place) {
    if (place === cursor) return;
    cursor = place;
    schedulePaint();
  }

  function schedulePaint() {
    scheduled ||= requestAnimationFrame(paint);
  }

  const cursorControl = setUpCursor(elements.canvas, {
    series: () => all,
    frame: () => frame,
    cursor: () => cursor,
    move: setCursor,
    choose,
  });
  const stopWatching = watchChanges(elements.canvas, schedulePaint);
  root.append(elements.figure);
  schedulePaint();

  return {
    show(series, events = []) {
      [all, happened] = [series, events];
      if (!series.some((each) => each.xs.length)) cursor = null;
      schedulePaint();
    },
    mark(place) { marked = place; schedulePaint(); },
    repaint: schedulePaint,
    remove() {
      stopWatching();
      cursorControl.remove();
      cancelAnimationFrame(scheduled);
      elements.figure.remove();
    },
  };
}

/** Calls back when the size or the colors have changed. @param {HTMLCanvasElement} canvas @param {() => void} changed @returns {() => void} stops it */
function watchChanges(canvas, changed) {
  const size = new ResizeObserver(changed);
  size.observe(canvas);
  const theme = new MutationObserver(changed);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme", "class", "style"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  return () => {
    size.disconnect();
    theme.disconnect();
    dark.removeEventListener("change", changed);
  };
}
