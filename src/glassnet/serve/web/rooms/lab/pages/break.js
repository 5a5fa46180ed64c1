/** Break: neurons knocked out, biases off, noise on the weights. */

import { removeBiases } from "../core/changing-weights.js";
import { listHiddenLayers, splitAfter } from "../core/knocking-out.js";
import { WeightNoise } from "../core/weight-noise.js";
import { formatShare } from "../lab.js";
import { describeChange } from "../views/answer-view.js";
import { createButton, createChoice, createSlider, createSwitch } from "../views/controls.js";
import { MAX_NEURONS, createNeuronGrid } from "../views/neuron-grid.js";

const SEED = 0;
/** So many numbers are drawn ahead at a time: a few milliseconds. */
const DRAWS_AT_ONCE = 30_000;

/** @type {import("../lab.js").PageDescription} */
export default {
  id: "break",
  title: "Break",
  question: "Can it do without?",
  hint: "Click neurons to knock them out: their output is 0. The darker a neuron’s frame, the more its loss alone costs. How many must go until the answer changes?",
  refuse: (lab) => (listHiddenLayers(lab.model.network).length ? "" : "This network has no hidden layer: there is nothing to knock out."),
  create,
};

/** @param {import("../lab.js").Lab} lab @returns {import("../lab.js").Page} */
function create(lab) {
  const layers = () => listHiddenLayers(lab.model.network);
  const layer = createChoice(lab.settings, {
    name: "layer", label: "Layer", fallback: () => layers()[0], changed: () => lab.set({ out: null }),
    options: () => layers().map((name) => [name, `${name} of ${layers().length + 1}`]),
  });
  const noise = createSlider(lab.settings, {
    name: "noise", label: "Noise on all weights", min: 0, max: 1.5, step: 0.05, fallback: 0,
    format: (value) => (value ? `${value} × their deviation` : "none"),
  });
  const biases = createSwitch(lab.settings, { name: "nobias", label: "Biases off" });
  const grid = createNeuronGrid({ toggle });
  const repair = createButton("Repair all", () => lab.set({ out: null, noise: null, nobias: null }), "lab-repair");
  /** @type {number[] | null} */
  let costs = null;
  /** @type {{of: any, key: string, parameters: import("../../../nn/index.js").Parameters} | null} */
  let changed = null;
  /** @type {{of: any, noise: WeightNoise} | null} */
  let drawn = null;
  let timer = 0;

  /** Drawn ahead, piece by piece, so that the slider is followed at once. */
  function drawNoise() {
    if (!findNoise().draw(DRAWS_AT_ONCE)) timer = window.setTimeout(drawNoise);
  }

  function findNoise() {
    const { parameters, network } = lab.model;
    if (drawn?.of !== parameters) drawn = { of: parameters, noise: new WeightNoise(network, parameters, SEED) };
    return drawn.noise;
  }

  /** The neurons that are knocked out; in the address they are counted from 1. */
  function readKnocked() {
    const count = countNeurons();
    const numbers = (lab.settings.get("out") ?? "").split(".").map((text) => Number(text) - 1);
    return new Set(numbers.filter((each) => Number.isInteger(each) && each >= 0 && each < count));
  }

  /** @param {number} neuron */
  function toggle(neuron) {
    const knocked = readKnocked();
    if (!knocked.delete(neuron)) knocked.add(neuron);
    lab.settings.set("out", knocked.size ? [...knocked].sort((a, b) => a - b).map((each) => each + 1).join(".") : null);
  }

  function countNeurons() {
    const { head } = splitAfter(lab.model.network, layer.value);
    return head.outputShape[head.outputShape.length - 1];
  }

  function changeParameters() {
    const { parameters } = lab.model;
    const key = `${noise.value}:${biases.value}`;
    if (changed?.of !== parameters || changed.key !== key) {
      const bare = biases.value ? removeBiases(parameters) : parameters;
      changed = { of: parameters, key, parameters: noise.value ? findNoise().addTo(bare, noise.value) : bare };
    }
    return changed.parameters;
  }

  const noun = () => (lab.model.parameters.get(`${layer.value}.weights`).shape.length === 4 ? "filter" : "neuron");

  function paint() {
    grid.show(lab.model.parameters.get(`${layer.value}.weights`), { knocked: readKnocked(), costs, noun: noun() });
  }

  return {
    remove: () => clearTimeout(timer),
    controls: [layer, noise, biases],
    view: [grid.element, repair],
    show() {
      const { before, pixels } = lab;
      const knocked = [...readKnocked()];
      const isChanged = Boolean(knocked.length || biases.value || noise.value);
      const now = isChanged ? lab.answerWithout(pixels, changeParameters(), layer.value, knocked) : before;
      repair.hidden = !isChanged;
      costs = null;
      paint();
      clearTimeout(timer);
      timer = window.setTimeout(drawNoise);
      return { now, before, image: pixels, saw: isChanged ? describeChange(describeDamage(knocked), now, before) : "Nothing is broken yet." };
    },
    jobs() {
      const knocked = [...readKnocked()];
      const vector = biases.value || noise.value ? changeParameters().vector : null;
      const isChanged = Boolean(knocked.length || vector);
      const passes = Math.min(countNeurons(), MAX_NEURONS) / 2;
      const whole = (/** @type {number} */ count) => ({ settings: {}, key: "accuracy", title: "The whole network", task: "accuracy", count });
      const [count, few] = [lab.count(), lab.count(passes)];
      let [correct, correctOfFew] = [0, 0];
      return [
        lab.measure({ ...whole(count), onResult: (result) => { correct = result; } }),
        lab.measure({
          key: `accuracy:${layer.value}:${knocked}:${noise.value}:${biases.value}`, title: "The broken network", task: "accuracy", count,
          settings: { layer: layer.value, neurons: knocked, vector },
          onResult: (result) => lab.showNumber({ number: formatShare(result / count), meaning: `of ${lab.nameDigits(count)} are ${isChanged ? `still read correctly; whole, it reads ${formatShare(correct / count)}` : "read correctly while nothing is broken"}.` }),
        }),
        lab.measure({ ...whole(few), onResult: (result) => { correctOfFew = result; } }),
        lab.measure({
          key: `costs:${layer.value}`, title: `Without each ${noun()} in turn`, task: "costs", settings: { layer: layer.value }, passes, count: few,
          onResult: (result) => { costs = result.map((/** @type {number} */ each) => (correctOfFew - each) / few); paint(); },
        }),
      ];
    },
  };

  /** @param {number[]} knocked */
  function describeDamage(knocked) {
    const parts = [];
    if (knocked.length) parts.push(`${noun()}${knocked.length === 1 ? "" : "s"} ${knocked.map((each) => each + 1).join(", ").replace(/, (\d+)$/, " and $1")}`);
    if (biases.value) parts.push("biases");
    const without = parts.length ? `Without ${parts.join(" and ")}` : "";
    return `${without}${noise.value ? `${without ? " and with" : "With"} noise on the weights` : ""},`;
  }
}
