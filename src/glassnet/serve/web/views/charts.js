/** Line charts of values over time. The parts are in charts/, the colors in styles/charts.css. */

export { createLineChart } from "./charts/line-chart.js";

/**
 * @typedef {import("./charts/line-chart.js").LineChart} LineChart
 * @typedef {import("./charts/series.js").Series} Series
 * @typedef {import("./charts/axes.js").Axis} Axis
 */
