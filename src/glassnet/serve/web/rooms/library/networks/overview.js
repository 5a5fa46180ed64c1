/** The first page: a card for each network, and the five tutorials. */

import { createElement } from "../../../look/elements.js";
import { describeAccuracy, groupModels } from "../../../models/cards.js";
import { findMeasurements } from "../measurements.js";
import { createCommand, createHead, createLink, createSection, createTable } from "../parts.js";
import { formatClaim, formatMeasured } from "../tutorials/words.js";
import { createWeightPicture } from "./weight-picture.js";

/** Larger networks are loaded on their own page, not for a picture. */
const MAX_PICTURED = 250_000;

/** @type {import("../room.js").Page} */
export function createOverview(context, root) {
  const { store } = context;
  const networks = createElement("div", { className: "library-groups" });
  const tutorials = createElement("div");
  root.append(
    createHead("Networks and tutorials", "Every network that this page has, and the five published tutorials that the project began with: what they claim, what is measured, and where they depart from the mathematics. New here? ", createLink("#/lesson/1/1", "Begin with lesson 1"), "."),
    networks,
    createSection("The five tutorials", tutorials),
  );
  /** @type {(() => void)[]} */
  let pictures = [];
  let isOpen = true;

  function showNetworks() {
    pictures.forEach((stop) => stop());
    pictures = [];
    networks.replaceChildren(...groupModels(store.state.models).map(({ title, cards }) => createSection(title,
      createElement("ul", { className: "library-cards" }, ...cards.map(createCard)))));
  }

  /** @param {import("../../../models/cards.js").Card} card */
  function createCard({ name, about, size, summary }) {
    const picture = createWeightPicture(context, name, summary.parameter_count <= MAX_PICTURED);
    pictures.push(picture.stop);
    return createElement("li", { className: "library-card" },
      picture.element,
      createElement("div", {},
        createElement("h4", {}, createLink(`#/library/${encodeURIComponent(name)}`, name)),
        createElement("p", { className: "model-size" }, [size, describeAccuracy(summary)].filter(Boolean).join(" · ")),
        createElement("p", { className: "model-about" }, about),
        createElement("p", {}, createLink(`#/read?net=${encodeURIComponent(name)}`, "Draw to it"))));
  }

  findMeasurements().then(({ tutorials: reports, made_by: commands }) => {
    if (!isOpen) return;
    tutorials.replaceChildren(createTable("Claims of the tutorials and measurements", ["tutorial", "claim", "measured", "holds"],
      reports.flatMap((report) => report.comparisons.map((each) => [
        createLink(`#/library/${report.name}`, report.name), formatClaim(report, each), formatMeasured(report, each), each.holds ? "yes" : "no",
      ]))), createElement("p", { className: "note" }, "Measured by ", createCommand(commands[0]), " on MNIST. ± is the sampling error of so many images, at 95 %."));
  }, (error) => { tutorials.textContent = error.message; });

  const stop = store.on(["models"], showNetworks);
  showNetworks();
  return () => {
    isOpen = false;
    stop();
    pictures.forEach((each) => each());
  };
}
