/** The log that a tutorial prints, line by line beside ours; and beside the one of the rate that its code states. */

import { createElement } from "../../../look/elements.js";
import { createSwitch, createTable } from "../parts.js";

/** @typedef {import("../measurements.js").LogLine} LogLine */

/** As `print("%f")` writes it. @param {number} value */
const print = (value) => value.toFixed(6);

/** Whether a line has the printed digits. @param {import("../measurements.js").PrintedLine} printed @param {LogLine} line */
export function agrees({ cost, accuracy_percent: accuracy }, line) {
  return print(line.cost) === cost && print(line.accuracy_percent) === accuracy;
}

/** @param {import("../measurements.js").TutorialReport} report @param {LogLine[]} atStatedRate */
export function createLogComparison({ printed_log: printed, log }, atStatedRate) {
  const verdict = createElement("p", { role: "status" });
  const place = createElement("div");
  const control = createSwitch("with the rate that its code states, 1", false, show);

  /** @param {boolean} isStated */
  function show(isStated) {
    const ours = isStated ? atStatedRate : log;
    const pairs = printed.map((line) => ({ line, own: /** @type {LogLine} */ (ours.find(({ iteration }) => iteration === line.iteration)) }));
    const same = pairs.filter(({ line, own }) => agrees(line, own)).length;
    verdict.textContent = `${same} of ${printed.length} lines agree in every printed digit, with a rate of ${isStated ? "1, as its code states" : "0.5"}.`;
    place.replaceChildren(createTable("Printed log and ours", ["iteration", "printed cost", "our cost", "printed accuracy", "our accuracy", "same"], pairs.map(({ line, own }) => [
      String(line.iteration), line.cost, print(own.cost), line.accuracy_percent, print(own.accuracy_percent), agrees(line, own) ? "yes" : createElement("strong", { className: "wrong" }, "no"),
    ])));
  }

  show(false);
  return createElement("div", {}, control, verdict, place);
}
