/** The mark: the page's numbers against Python's, where a service is there to ask. */

import { compareWithReply } from "./core/check.js";
import { formatAlone } from "./core/decimals.js";

/** Networks with more parameters are compared when asked: the reply is large. */
const MAX_PARAMETERS = 50_000;
const PAUSE = 700;

/** @param {import("../../studio/rooms.js").Context} context @param {ReturnType<typeof import("./views/controls.js").createControls>} controls */
export function createChecking({ store, service }, controls) {
  let timer = 0;
  let newest = 0;

  /** @param {import("./core/experiment.js").Experiment} experiment @param {Uint8Array} pixels */
  async function check(experiment, pixels) {
    const own = ++newest;
    const { trace, model, label } = experiment;
    controls.setMark("Asking Python…");
    try {
      const { largest, compared } = compareWithReply(trace, await service.trace(pixels, model.name, model.outputs[label]));
      if (own !== newest) return;
      controls.setMark(`Checked against Python: largest difference ${largest ? formatAlone(largest, 2) : "0"} among ${compared.toLocaleString("en")} numbers`, { isRight: largest < 1e-9 });
    } catch (/** @type {any} */ error) {
      if (own === newest) controls.setMark(store.state.online ? error.message : "Not checked: no service");
    }
  }

  return {
    check,
    /** @param {import("./core/experiment.js").Experiment | null} experiment @param {Uint8Array | null} pixels */
    schedule(experiment, pixels) {
      clearTimeout(timer);
      newest++;
      if (!experiment || !pixels || experiment.model.summary.inPage) return controls.setMark("");
      if (service.isStatic) return controls.setMark("Computed in this page. “glassnet studio” compares every number with Python’s.");
      if (!experiment.isOriginal) return controls.setMark("Changed weights: not compared with Python’s");
      const isLarge = experiment.parameters.vector.length > MAX_PARAMETERS;
      controls.setMark("", { canAsk: isLarge });
      if (!isLarge) timer = window.setTimeout(() => check(experiment, pixels), PAUSE);
    },
    remove: () => clearTimeout(timer),
  };
}
