/** The worker that looks at snapshots, so that training and the page go on meanwhile. */

import { Parameters } from "../../../nn/parameters.js";
import { buildRecipe } from "../../../nn/recipe.js";
import { judge, measureLayers, projectHidden } from "./analysis.js";

/**
 * - `digits`: {test, sample, cloud}: labeled images to test on, to measure layers with, to place in the plane.
 * - `recipe`: {recipe}, resolved: what the parameters that follow are of.
 * - `analyze`: {id, step, parameters, wants: ("test" | "layers" | "plane")[]} posts {id, step, test?, layers?, plane?}.
 * @param {{postMessage(message: any): void, addEventListener(type: "message", listener: (event: any) => void): void}} port
 */
export function listen(port) {
  /** @type {any} */
  let digits = null;
  /** @type {import("../../../nn/recipe.js").Recipe | null} */
  let recipe = null;
  /** @type {import("./plane.js").Plane | null} */
  let plane = null;

  /** @param {any} message */
  function analyze({ id, step, parameters: vector, wants }) {
    if (recipe === null || digits === null) throw new Error("Nothing to analyze with yet.");
    const { network, loss } = recipe;
    const parameters = new Parameters(network.layout, vector);
    const found = /** @type {Record<string, any>} */ ({ id, step });
    if (wants.includes("test")) found.test = judge(network, parameters, loss, digits.test);
    if (wants.includes("layers")) found.layers = measureLayers(network, parameters, loss, digits.sample);
    if (wants.includes("plane")) {
      plane = projectHidden(network, parameters, digits.cloud.images, plane);
      found.plane = { points: plane.points, share: plane.share };
    }
    port.postMessage(found);
  }

  port.addEventListener("message", ({ data: { command, ...fields } }) => {
    try {
      if (command === "digits") digits = fields;
      else if (command === "recipe") [recipe, plane] = [buildRecipe(fields.recipe), null];
      else analyze(fields);
    } catch (error) {
      port.postMessage({ id: fields.id, step: fields.step, error: error.message });
    }
  });
}

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) listen(globalThis);
