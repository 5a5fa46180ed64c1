/** Calls parts of the line charts: a part's name and its arguments on stdin, what it returns on stdout. */

import { readFileSync } from "node:fs";

const charts = `${process.argv[2]}/views/charts`;
const { chooseLogTicks, chooseTicks, formatTick, formatValue, widenToTicks } = await import(`${charts}/ticks.js`);
const { describeChart } = await import(`${charts}/description.js`);
const { createScale, placeAxes } = await import(`${charts}/axes.js`);
const { traceLines } = await import(`${charts}/lines.js`);
const { snapToValues } = await import(`${charts}/series.js`);

/** JSON has no NaN and no infinity: they come as text. */
const revive = (value) => (typeof value === "string" ? { NaN, Infinity }[value] ?? value : value);

const PARTS = {
  chooseTicks, chooseLogTicks, formatTick, formatValue, widenToTicks, snapToValues,
  describe: (series) => describeChart("Loss", "updates", series, formatValue),
  trace: (series, width) => traceLines(series, createScale(0, 10, 0, width, false), createScale(0, 1, 100, 0, false)),
  texts(series, axes) {
    const frame = placeAxes({ width: 600, height: 200 }, series, axes, (text) => 7 * text.length);
    return { x: frame.x.ticks.map(({ text }) => text), y: frame.y.ticks.map(({ text }) => text) };
  },
};

const [part, ...given] = JSON.parse(readFileSync(0, "utf8"), (_, value) => revive(value));
process.stdout.write(JSON.stringify(PARTS[part](...given)));
