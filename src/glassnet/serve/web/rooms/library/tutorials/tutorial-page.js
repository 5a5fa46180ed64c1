/** One tutorial: its network, its claim, what is measured over seeds, its printed log beside ours, its errata, its network to draw to. */

import { createElement } from "../../../look/elements.js";
import { createLineChart } from "../../../views/charts/line-chart.js";
import { createErratumLinks } from "../errata/erratum-links.js";
import { findMeasurements } from "../measurements.js";
import { createNetworkPart } from "../networks/network-page.js";
import { createCommand, createHead, createLink, createSection, createTable, createWords } from "../parts.js";
import { createLogComparison } from "./log-comparison.js";
import { createSeedPicture } from "./seed-picture.js";
import { formatClaim, formatMeasured } from "./words.js";

/** @typedef {import("../measurements.js").TutorialReport} TutorialReport */

/** @param {import("../../../studio/rooms.js").Context} context @param {HTMLElement} root @param {TutorialReport} report @returns {() => void} */
export function createTutorialPage(context, root, report) {
  const network = createNetworkPart(context, report.name);
  const log = createElement("div");
  root.append(
    createHead(report.title, `By ${report.author}. ${report.network}.`),
    createElement("p", { className: "library-actions" },
      createLink(`#/read?net=${report.name}`, "Draw to its network"), " · ", createLink(`#/backprop?net=${report.name}`, "Follow its backward pass, in its own notation"), " · ", createCommand(`glassnet reproduce ${report.name}`)),
    createSection("Claim and measurement", ...listClaims(report)),
    createSection("Errata", createErratumLinks(report.name)),
    createSection("What we had to choose", createElement("ul", { className: "library-bullets" }, ...report.choices.map((text) => createElement("li", {}, ...createWords(text))))),
    createSection("Training log", log),
    createSection("Its network", network.element),
  );
  let isOpen = true;
  /** @type {{remove(): void} | null} */
  let chart = null;
  findMeasurements().then((measured) => {
    if (!isOpen) return;
    if (!report.log.length) log.append(createElement("p", { className: "note" }, "It trains on one image at a time, in one epoch: there is no log of iterations."));
    else if (report.printed_log.length) log.append(createLogComparison(report, measured.wang_log_at_stated_rate));
    else chart = showCurve(log, report);
  });
  return () => {
    isOpen = false;
    chart?.remove();
    network.stop();
  };
}

/** @param {TutorialReport} report */
function listClaims(report) {
  const rows = report.comparisons.map((each) => [formatClaim(report, each), `“${wordingOf(report, each)}”`, formatMeasured(report, each), each.holds ? "yes" : "no"]);
  const pictures = ["train", "held_out", "test"].filter((set) => accuraciesOf(report, set).length)
    .map((set) => createSeedPicture(set, accuraciesOf(report, set), report.comparisons.find(({ measured }) => measured === set)));
  return [
    createTable("Claims and measurements", ["claim", "its words", "measured", "holds"], rows),
    createElement("div", { className: "library-seeds" }, ...pictures),
    createElement("p", { className: "note" }, `Each dot is one of ${report.seeds.length} seeds (${report.seeds[0]} to ${report.seeds.at(-1)}); the bar is their mean with its 95 % interval, the line the claim.`),
  ];
}

/** @param {TutorialReport} report @param {import("../measurements.js").Comparison} comparison */
function wordingOf({ claims }, { percent, measured }) {
  return claims.find((claim) => claim.percent === percent && claim.measured === measured)?.wording ?? "";
}

/** In per cent. @param {TutorialReport} report @param {string} set @returns {number[]} */
function accuraciesOf(report, set) {
  const all = /** @type {(number | null)[]} */ (/** @type {any} */ (report)[`${set}_accuracy`]);
  return all.filter((each) => each !== null).map((each) => 100 * /** @type {number} */ (each));
}

/** @param {HTMLElement} root @param {TutorialReport} report */
function showCurve(root, { log, seeds }) {
  root.append(createElement("p", { className: "note" }, `The tutorial prints no log of its own. Ours, of seed ${seeds[0]}:`));
  const chart = createLineChart(root, { label: "Accuracy on the training images, in per cent", x: { label: "iteration" }, y: {} });
  chart.show([{ name: "accuracy", xs: log.map(({ iteration }) => iteration), ys: log.map(({ accuracy_percent: percent }) => percent) }]);
  return chart;
}
