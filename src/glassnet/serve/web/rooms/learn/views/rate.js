/** The rate finder: loss against a rate that rises with every update. */

import { createElement } from "../../../look/elements.js";
import { createLineChart } from "../../../views/charts.js";
import { formatNumber } from "../numbers.js";
import { suggestRate } from "../run/rate-finder.js";
import { changeForm, readForm } from "../recipe/form.js";
import { createButton } from "./elements.js";

/** The line ends where the loss is so many times that of the start. */
const TOP = 1.6;

/**
 * @param {import("../laboratory.js").Laboratory} laboratory @param {(recipe: any, shuffled: boolean) => void} use
 * @returns {import("./tabs.js").Tab & {remove: () => void}}
 */
export function createRate({ run, training }, use) {
  const start = createButton("Find a rate", find, { className: "quiet small outlined", id: "learn-find-rate" });
  const says = createElement("p", { role: "status" });
  const take = createButton("", () => {}, { className: "quiet small outlined" });
  take.hidden = true;
  const box = createElement("div", { className: "learn-rate-chart" });
  const about = "140 updates from the first weights, each with a larger rate than the one before. "
    + "A good rate is well below the one where the loss is lowest.";
  const element = createElement("div", {}, createElement("p", { className: "note" }, about), start, box, says, take);
  const chart = createLineChart(box, { label: "Loss by rate", x: { label: "rate", scale: "log" }, y: { label: "loss" }, formatValue: formatNumber });
  let busy = false;

  function find() {
    if (!run.recipe || busy) return;
    busy = true;
    says.textContent = "Looking …";
    training.postMessage({ command: "find_rate", recipe: run.recipe.plain });
  }

  /** @param {MessageEvent} event */
  function receive({ data }) {
    if (data.run !== "rate") return;
    if (data.type === "error") { busy = false; says.textContent = data.message; return; }
    if (data.type !== "rates") return;
    const top = TOP * Math.max(...data.losses.slice(0, 10));
    const last = data.losses.findIndex((/** @type {number} */ loss) => loss > top);
    const shown = last < 0 ? data.losses.length : last;
    chart.show([{ name: "training loss", xs: data.rates.slice(0, shown), ys: data.losses.slice(0, shown) }]);
    if (!data.done) return;
    busy = false;
    const rate = suggestRate(data);
    chart.mark(rate);
    const own = run.plain ? readForm(run.plain).rate : NaN;
    says.textContent = rate === null ? "No rate made the loss fall: something else is wrong." : `A good rate to begin with is ${formatNumber(rate)}; the recipe has ${formatNumber(own)}.`;
    take.hidden = rate === null || rate === own;
    if (rate === null) return;
    /** @type {Element} */ (take.firstElementChild).textContent = `Use ${formatNumber(rate)}`;
    take.onclick = () => { if (run.plain) use(changeForm({ ...run.plain, name: "mine" }, { rate }), run.shuffled); take.hidden = true; };
  }
  training.addEventListener("message", receive);
  return { id: "rate", title: "Rate", needs: [], element, update() {}, remove() { training.removeEventListener("message", receive); chart.remove(); } };
}
