/** The worker that trains: the digits are sent to it once, then one or two runs train on them, and the rate finder. */

import { splitImages } from "../../../nn/data.js";
import { buildRecipe, resolveRecipe } from "../../../nn/recipe.js";
import { Session } from "../../../nn/session.js";
import { shuffleLabels } from "./labels.js";
import { findRates } from "./rate-finder.js";

/** @typedef {import("../../../nn/data.js").LabeledImages} LabeledImages */

/**
 * Commands are those of `nn/session.js`, with `run` as the name of the run; every message says of which run it is. Besides:
 * - `digits`: {digits} to train on, for all runs; `load` then needs {recipe, shuffled, initial?} alone.
 * - `load` and `rewind` may have a `generation`, which the messages from then on repeat.
 * - `find_rate`: {recipe} posts `rates` while it goes on, the last one with `done`.
 * @param {{postMessage(message: any, transferred?: any): void, addEventListener(type: "message", listener: (event: any) => void): void}} port
 */
export function listen(port) {
  /** @type {LabeledImages | null} */
  let digits = null;
  /** @type {Map<string, Session>} */
  const sessions = new Map();
  let search = 0;

  /** Which start of each run the messages are of. @type {Map<string, number>} */
  const generations = new Map();

  /** @param {string} run @param {Record<string, any>} message @param {any[]} [transferred] */
  function post(run, message, transferred = []) {
    port.postMessage({ run, generation: generations.get(run), ...message }, transferred);
  }

  /** @param {string} run */
  function sessionOf(run) {
    const session = sessions.get(run) ?? new Session((message, transferred) => post(run, message, transferred));
    sessions.set(run, session);
    return session;
  }

  /** @param {any} recipe */
  async function findRate(recipe) {
    search += 1;
    const own = search;
    const { train } = prepare(recipe, false);
    for (const found of findRates(recipe, train)) {
      if (own !== search) return;
      port.postMessage({ run: "rate", type: "rates", ...found });
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** @param {any} plain @param {boolean} shuffled */
  function prepare(plain, shuffled) {
    if (digits === null) throw new Error("There are no digits to train on yet.");
    const recipe = buildRecipe(resolveRecipe(plain, digits.classNames.length, digits.shape));
    const { train, validation } = splitImages(recipe, digits);
    return { train: shuffled ? { ...train, labels: shuffleLabels(train.labels, recipe.seed) } : train, validation };
  }

  /** @param {{run?: string, command: string, [field: string]: any}} message */
  async function handle({ run = "main", command, ...fields }) {
    try {
      if (fields.generation !== undefined) begin(run, fields.generation);
      if (command === "digits") digits = fields.digits;
      else if (command === "find_rate") await findRate(fields.recipe);
      else if (command === "load") {
        const { train, validation } = prepare(fields.recipe, fields.shuffled);
        sessionOf(run).handle({ command, recipe: fields.recipe, digits: train, validation, initial: fields.initial });
      } else sessionOf(run).handle({ command, ...fields });
    } catch (error) {
      post(run, { type: "error", name: error.name, message: error.message });
    }
  }

  /** What the session still says before it begins anew is of the run before. @param {string} run @param {number} generation */
  function begin(run, generation) {
    sessions.get(run)?.handle({ command: "pause" });
    generations.set(run, generation);
  }

  port.addEventListener("message", ({ data }) => handle(data));
}

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) listen(globalThis);
