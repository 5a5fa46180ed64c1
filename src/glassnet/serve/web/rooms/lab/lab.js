/** What a page of the lab works with: the network, the digit in hand, the test digits, and its settings in the address. */

import { answer, judge, scalePixels } from "../../models/answer.js";
import { Tensor } from "../../nn/index.js";
import { createSubject, countProducts } from "./core/subject.js";
import { computeWithout } from "./core/knocking-out.js";

/**
 * @typedef {import("../../studio/rooms.js").Context} Context
 * @typedef {import("./jobs.js").Job} Job
 * @typedef {ReturnType<typeof createLab>} Lab
 * @typedef {import("../../models/answer.js").Answer} Answer
 *
 * @typedef {object} Shown
 * @property {Omit<Answer, "pass">} now      what the network says after the change
 * @property {Omit<Answer, "pass">} [before] and before it
 * @property {ArrayLike<number>} image       what it reads
 * @property {string} saw                    one sentence
 *
 * @typedef {object} Page
 * @property {{element: HTMLElement, update: () => void}[]} controls
 * @property {HTMLElement[]} view
 * @property {() => Shown} show   follows every change of digit, network or setting, once a frame
 * @property {() => Job[]} jobs   what the worker is to find out
 * @property {() => void} [remove]
 *
 * @typedef {object} PageDescription
 * @property {string} id
 * @property {string} title
 * @property {string} question
 * @property {string} hint   what to try
 * @property {(lab: Lab) => string} [refuse]  why a network cannot be looked at in this way; "" if it can
 * @property {(lab: Lab) => Page} create
 */

const COUNTS = [10_000, 5000, 2000, 1000, 500, 200, 100];
const BUDGET = 6e9;
/** What handling an image costs beside its way through the network. */
const PER_IMAGE = 20_000;

/** @param {Context} context @param {{refresh: () => void, showNumber: (found: {number: string, meaning: string}) => void}} on */
export function createLab(context, { refresh, showNumber }) {
  const { store } = context;
  /** @type {import("../../data/labeled-images.js").LabeledImages | null} */
  let digits = null;
  /** @type {import("../../data/labeled-images.js").LabeledImages | null} */
  let samples = null;
  /** @type {{model: any, subject: import("./core/subject.js").Subject} | null} */
  let known = null;
  /** @type {{model: any, pixels: any, answer: Answer} | null} */
  let first = null;
  /** Drawings that are kept beside the one in hand. @type {Uint8Array[]} */
  const drawings = [];

  const lab = {
    context, drawings, refresh, showNumber,
    get model() { return /** @type {import("../../models/page-model.js").PageModel} */ (store.state.model); },
    get pixels() { return /** @type {Uint8Array} */ (store.state.pixels); },
    get subject() {
      const { model } = lab;
      if (known?.model !== model) known = { model, subject: createSubject(model) };
      return known.subject;
    },
    get digits() { return digits; },
    set digits(next) { digits = next; },
    get samples() { return samples; },
    set samples(next) { samples = next; },
    /** Whether the network knows the classes of the test digits. */
    get knowsDigits() { return digits !== null && lab.model.classNames.join() === digits.classNames.join(); },
    settings: {
      /** @param {string} name */
      get: (name) => store.state.params[name],
      /** @param {string} name @param {string | null} value */
      set: (name, value) => lab.set({ [name]: value }),
    },
    /** Several settings at once; null is the default. @param {Record<string, string | null>} changed */
    set(changed) {
      const all = { ...store.state.params, ...changed };
      store.set({ params: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) });
    },
    /** What the unchanged network says of the digit in hand. */
    get before() {
      const { model, pixels } = lab;
      if (first?.model !== model || first.pixels !== pixels) first = { model, pixels, answer: answer(model, pixels) };
      return first.answer;
    },
    /** @param {Uint8Array} pixels @param {import("../../nn/index.js").Parameters} [parameters] */
    answer: (pixels, parameters) => answer(lab.model, pixels, parameters),
    /** @param {Uint8Array} pixels @param {import("../../nn/index.js").Parameters} parameters @param {string} layer @param {number[]} neurons */
    answerWithout(pixels, parameters, layer, neurons) {
      const { model } = lab;
      const inputs = new Tensor([1, ...model.network.inputShape], scalePixels(model, pixels));
      return judge(model, computeWithout(model.network, parameters, inputs, layer, neurons).data);
    },
    /** On how many of the test digits something is measured that takes so many forward passes for each. @param {number} [passes] */
    count(passes = 1) {
      const all = digits?.count ?? 0;
      const most = BUDGET / (passes * (countProducts(lab.model.network) + PER_IMAGE));
      return Math.min(all, COUNTS.find((each) => each <= most) ?? COUNTS[COUNTS.length - 1]);
    },
    /** A job on test digits. @param {{key: string, title: string, task: string, settings?: any, passes?: number, count?: number, onPartial?: (partial: any) => void, onResult: (result: any) => void}} job @returns {Job} */
    measure({ passes = 1, count = lab.count(passes), settings = {}, ...job }) {
      return { ...job, key: `${job.key}:${count}`, settings: { ...settings, count }, needsDigits: true, cost: count * passes * (countProducts(lab.model.network) / 4 + PER_IMAGE) };
    },
    /** "MNIST’s test digits (all 10,000)". @param {number} count */
    nameDigits(count) {
      const amount = count.toLocaleString("en");
      return `${digits?.name ?? "the test digits"} (${count === digits?.count ? `all ${amount}` : `the first ${amount}`})`;
    },
  };
  return lab;
}

/** @param {number} share @param {number} [digits] */
export function formatShare(share, digits = 1) {
  return `${(100 * share).toFixed(digits)}\u202f%`;
}
