/** The shipped networks in words: what each one is, in groups, the front door first. */

/**
 * @typedef {import("./page-model.js").ModelSummary} ModelSummary
 * @typedef {{title: string, cards: Card[]}} Group
 * @typedef {{name: string, about: string, size: string, summary: ModelSummary}} Card
 */

/** The network that a first visit opens with. */
export const FIRST = "tiny";

const GROUPS = /** @type {[string, Record<string, [string, string]>][]} */ ([
  ["Ours", {
    tiny: ["784-16-16-10", "The size of the network in 3Blue1Brown’s videos: every neuron can be seen. It cannot answer “no digit”."],
    mlp: ["784-512-256-11", "Dense layers only, on MNIST and simulated ink. Can answer “no digit”."],
    cnn: ["4 convolutions", "The most accurate one: four convolutions, on MNIST and simulated ink. Can answer “no digit”."],
    simulated: ["4 convolutions", "Trained on simulated handwriting only: it has never seen a real digit."],
  }],
  ["From five tutorials, trained as published", {
    markmusic27: ["784-16-16-10", "3Blue1Brown’s network: sigmoids, squared error, one example at a time."],
    wang: ["784-16-16-10", "tanh, full batch, 150 updates."],
    zhang: ["784-10-10", "ReLU, full batch. Its README’s variant, zhang-readme, has the same weights, bit for bit."],
    chang: ["784-10-10", "ReLU, full batch: the same idea as zhang, written differently."],
  }],
]);
/** Shown as part of another card. */
const SAME = /** @type {Record<string, string>} */ ({ "zhang-readme": "zhang" });

/** The name under which a network is shown. @param {string} name @param {readonly ModelSummary[]} models */
export function findShownName(name, models) {
  const shown = SAME[name];
  return shown && models.some((each) => each.name === shown) ? shown : name;
}

/** The networks in groups; those that the page does not know come last. @param {readonly ModelSummary[]} models @returns {Group[]} */
export function groupModels(models) {
  const offered = models.filter(({ name }) => findShownName(name, models) === name);
  const known = GROUPS.map(([title, cards]) => ({ title, cards: offered.filter(({ name }) => name in cards)
    .map((summary) => ({ name: summary.name, size: cards[summary.name][0], about: cards[summary.name][1], summary }))
    .sort((a, b) => Object.keys(cards).indexOf(a.name) - Object.keys(cards).indexOf(b.name)) }));
  const others = offered.filter(({ name }) => !GROUPS.some(([, cards]) => name in cards));
  const own = { title: "Your own", cards: others.map((summary) => ({ name: summary.name, size: describeSize(summary), about: summary.description, summary })) };
  return [...(own.cards.some(({ summary }) => summary.inPage) ? [own] : []), ...known, ...(own.cards.some(({ summary }) => summary.inPage) ? [] : [own])].filter(({ cards }) => cards.length);
}

/** @param {ModelSummary} summary */
function describeSize({ parameter_count: count }) {
  return `${count.toLocaleString("en")} parameters`;
}

/** "97.1 % on MNIST test": the last accuracy of its record. @param {ModelSummary} summary */
export function describeAccuracy({ metrics }) {
  const last = metrics.at(-1);
  return last ? `${(100 * last.accuracy).toFixed(1)}\u202f% on ${last.set.replace(/ \([\d,]+\)$/, "")}` : "";
}

/** "784-16-16-10", or a count of parameters. @param {ModelSummary} summary */
export function describeShortly(summary) {
  for (const [, cards] of GROUPS) if (summary.name in cards) return cards[summary.name][0];
  return describeSize(summary);
}
