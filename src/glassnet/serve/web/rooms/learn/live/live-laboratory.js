/** What the room shows of a run of the service: the run, its digits, and what is analyzed. Made anew for each run. */

import { readModelFile } from "../../../nn/model-file.js";
import { startWorker } from "../../../nn/start-worker.js";
import { Analyst } from "../analysis/analyst.js";
import { LearnRun } from "../run/learn-run.js";
import { findWorker } from "../workers.js";
import { RunPort } from "./run-port.js";

/** Data sets that the page's test digits are like. */
const SAME_KIND = ["mnist", "simulated"];
const LOOK_AGAIN = 500;

/** @typedef {Awaited<ReturnType<typeof openLiveLaboratory>>} LiveLaboratory */

/**
 * Raises `BackendError` for a run that is not there, and what recipes raise.
 * @param {import("../../../service/runs.js").Runs} runs @param {string} name
 * @param {import("../laboratory.js").Laboratory} page  its test digits are read by the run's networks
 * @param {{failed: (message: string) => void, isWanted: () => boolean}} on  a command failed; whether the room still waits for it
 */
export async function openLiveLaboratory(runs, name, page, { failed, isWanted }) {
  const data = String((await runs.describe(name)).recipe_table.data ?? "mnist");
  const isSameKind = SAME_KIND.includes(data);
  const { classNames, shape } = isSameKind ? page : await findClasses(runs, name, page, isWanted);
  const detail = await runs.describe(name);
  const { recipe_table: plain } = detail;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const announce = () => listeners.forEach((listener) => listener());
  const port = new RunPort(runs, detail, { changed: announce, failed });
  const run = new LearnRun(port, name);
  const analysis = startWorker(findWorker("analysis"));
  const { test, sample, cloud } = page;
  analysis.postMessage({ command: "digits", test, sample, cloud });
  /** @type {Set<string>} */
  const wants = new Set();
  const analyst = new Analyst(analysis, run, () => wants, announce, { tests: isSameKind });
  run.load(plain, { classNames, shape });
  analyst.reset();
  return {
    name: page.name, test, cloud, classNames, shape, run, port, analyst, wants,
    note: isSameKind ? `Trained on ${data}; tested here on ${page.name} test` : `Trained on ${data}`,
    trainedOn: `${data} train`, madeBy: `Glassnet, run ${name}`, isShareable: true, isTested: isSameKind,
    /** @param {() => void} listener to new analyses and states @returns {() => void} */
    onAnalysis(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      port.close();
      analysis.terminate();
    },
  };
}

/**
 * The classes and the image shape of other data, from the first snapshot, which is waited for; of a run that ended without one,
 * those of the page.
 * @param {import("../../../service/runs.js").Runs} runs @param {string} name
 * @param {{classNames: string[], shape: number[]}} page @param {() => boolean} isWanted
 */
async function findClasses(runs, name, page, isWanted) {
  while (isWanted()) {
    const [first] = await runs.listSnapshots(name);
    if (first !== undefined) {
      const { classNames, network } = readModelFile(await runs.readSnapshot(name, first));
      return { classNames, shape: findImageShape(network.inputShape) };
    }
    const { state } = await runs.describe(name);
    if (state !== "running" && state !== "paused") break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
  return page;
}

/** A row of inputs is a square image where that is possible. @param {number[]} inputShape */
function findImageShape(inputShape) {
  if (inputShape.length > 1) return inputShape.slice(0, 2);
  const side = Math.round(Math.sqrt(inputShape[0]));
  return side * side === inputShape[0] ? [side, side] : [1, inputShape[0]];
}
