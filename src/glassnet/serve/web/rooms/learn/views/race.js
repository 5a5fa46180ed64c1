/** Race: the run against another recipe, on the same images, from its own seed, in the same worker, turn by turn. */

import { createElement } from "../../../look/elements.js";
import { outputsOfImages } from "../../../nn/metrics.js";
import { createLineChart } from "../../../views/charts.js";
import { formatNumber, formatShare } from "../numbers.js";
import { describeRecipe } from "../recipe/description.js";
import { FAILURES, STARTS, findPreset } from "../recipe/presets.js";
import { changeForm, readForm } from "../recipe/form.js";
import { findDifferences } from "../recipe/differences.js";
import { createButton, createSelect, setText } from "./elements.js";

/**
 * @param {import("../laboratory.js").Laboratory} laboratory @param {() => Uint8Array | null} getPixels
 * @returns {import("./tabs.js").Tab & {remove: () => void}}
 */
export function createRace({ run, rival, classNames, shape }, getPixels) {
  const variants = /** @type {[string, string][]} */ ([
    ["rate/10", "A tenth of the rate"], ["rate*10", "Ten times the rate"], ["sgd", "Gradient descent, rate 0.1"],
    ["sigmoid", "Sigmoids in place of ReLU"], ["loss", "Squared error or cross-entropy, the other one"], ["units*4", "Four times the neurons"], ["seed", "Another seed"],
    ...[...STARTS, ...FAILURES].map(({ id, title }) => /** @type {[string, string]} */ ([`preset:${id}`, title])),
  ]);
  let variant = "rate/10";
  const select = createSelect(variants, variant, (value) => { variant = value; });
  select.setAttribute("aria-label", "Opponent");
  const difference = createElement("p", { className: "note" });
  const score = createElement("p", { role: "status" });
  const box = createElement("div");
  const element = createElement("div", {}, createElement("div", { className: "learn-actions" }, createElement("span", {}, "Against"), select, createButton("Race", start, { className: "quiet small outlined", id: "learn-race" })), difference, box, score);
  box.hidden = true;
  const chart = createLineChart(box, { label: "Training loss", x: { label: "examples seen" }, y: { label: "loss" }, formatValue: formatNumber });
  const stops = [rival.listen(() => update()), run.listen((what) => { if (what === "progress" || what === "snapshot") update(); })];

  function start() {
    if (!run.plain) return;
    const opponent = chooseOpponent(run.plain, variant);
    if (!opponent) return;
    box.hidden = false;
    rival.load(opponent.recipe, { classNames, shape }, { shuffled: opponent.shuffled });
    run.rewind();
    run.play();
    rival.play();
  }

  /** @param {import("../run/learn-run.js").LearnRun} one */
  function seriesOf(one) {
    const size = one.recipe?.batchSize === "full" ? one.examplesPerEpoch : Number(one.recipe?.batchSize ?? 1);
    return { xs: one.history.trainLoss.xs.map((step) => step * size), ys: one.history.trainLoss.ys };
  }

  /** @param {import("../run/learn-run.js").LearnRun} one */
  function describe(one) {
    const accuracy = one.history.trainAccuracy.ys.at(-1);
    const pixels = getPixels();
    const snapshot = one.history.snapshots.at(-1);
    let answer = "";
    if (pixels && snapshot && one.recipe) {
      const { data } = one.recipe.loss.probabilities(outputsOfImages(one.recipe.network, one.parametersOf(snapshot), pixels));
      const best = data.indexOf(Math.max(...data));
      if (best >= 0) answer = `, reads your digit as ${classNames[best]} (${formatShare(data[best], 0)})`;
    }
    return `${accuracy === undefined ? "–" : formatShare(accuracy)} of its batches right${answer}`;
  }

  function update() {
    if (!rival.plain || !run.plain || element.hidden) return;
    setText(difference, `The difference: ${findDifferences(run.plain, rival.plain, run.shuffled, rival.shuffled).join("; ") || "none"}.`);
    chart.show([{ name: describeRecipe(run.plain, run.shuffled), ...seriesOf(run) }, { name: describeRecipe(rival.plain, rival.shuffled), ...seriesOf(rival) }]);
    setText(score, `This run: ${describe(run)}. Opponent: ${describe(rival)}.`);
    // One pause is for both.
    if (!run.isPlaying && rival.isPlaying && run.status === "paused") rival.pause();
    else if (run.isPlaying && rival.status === "paused") rival.play();
  }
  return { id: "race", title: "Race", needs: [], element, update, remove() { stops.forEach((stop) => stop()); chart.remove(); } };
}

/** @param {import("../../../nn/recipe.js").PlainRecipe} recipe @param {string} variant */
function chooseOpponent(recipe, variant) {
  if (variant.startsWith("preset:")) {
    const preset = findPreset(variant.slice("preset:".length));
    return preset && { recipe: { ...preset.recipe, seed: recipe.seed ?? 0 }, shuffled: Boolean(preset.shuffled) };
  }
  const form = readForm(recipe);
  const changes = {
    "rate/10": { rate: Number((form.rate / 10).toPrecision(3)) }, "rate*10": { rate: Number((form.rate * 10).toPrecision(3)) },
    sgd: { optimizer: "gradient_descent", schedule: "constant", rate: 0.1 }, sigmoid: { activation: "sigmoid", initializer: "glorot" },
    loss: { loss: form.loss === "squared_error" ? "softmax_cross_entropy" : "squared_error" },
    "units*4": { hidden: form.hidden.map((units) => Math.min(256, 4 * units)) }, seed: { seed: form.seed + 1 },
  }[variant];
  return changes && { recipe: { ...changeForm(recipe, changes), name: "opponent" }, shuffled: false };
}
