/** The check of `wang`'s printed log: against the logs that Python wrote with both rates. */

import { findMeasurements } from "../../measurements.js";
import { agrees } from "../../tutorials/log-comparison.js";

/** @type {Record<string, import("./index.js").Check>} */
export const LOG_CHECKS = {
  "stated-rate": {
    what: "Are the lines of a training with this rate the printed ones?",
    async run(isWritten) {
      const { tutorials, wang_log_at_stated_rate: stated } = await findMeasurements();
      const { log, printed_log: printed } = /** @type {import("../../measurements.js").TutorialReport} */ (tutorials.find(({ name }) => name === "wang"));
      const ours = isWritten ? stated : log;
      const same = printed.filter((line) => ours.some((own) => own.iteration === line.iteration && agrees(line, own))).length;
      const tenth = ours.find(({ iteration }) => iteration === 10);
      return {
        holds: same === printed.length,
        found: `with rate ${isWritten ? "1" : "0.5"}, ${same} of ${printed.length} lines agree in every digit; the cost after iteration 10 is ${tenth?.cost.toFixed(6)}`,
        expected: `all ${printed.length}, and ${printed[1].cost}`,
      };
    },
  },
};
