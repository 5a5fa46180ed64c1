/** What the room shows of a run of the service: the run, its digits, and what is analyzed. Made anew for each run. */

import { readModelFile } from "../../../nn/model-file.js";
import { startWorker } from "../../../nn/start-worker.js";
import { Analyst } from "../analysis/analyst.js";
import { LearnRun } from "../run/learn-run.js";
import { findWorker } from "../workers.js";
import { RunPort } from "./run-port.js";

/** Data sets that the page's test digits are like. */
const SAME_KIND = ["mnist", "simulated"];

/** @typedef {Awaited<ReturnType<typeof openLiveLaboratory>>} LiveLaboratory */

/**
 * Raises `BackendError` for a run that is not there, and what recipes raise.
 * @param {import("../../../service/runs.js").Runs} runs @param {string} name
 * @param {import("../laboratory.js").Laboratory} page  its test digits are read by the run's networks
 * @param {(message: string) => void} failed  a command failed
 */
export async function openLiveLaboratory(runs, name, page, failed) {
  const detail = await runs.describe(name);
  const { recipe_table: plain } = detail;
  const isSameKind = SAME_KIND.includes(String(plain.data ?? "mnist"));
  const { classNames, shape } = isSameKind ? page : await findClasses(runs, name, page);
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
    note: isSameKind ? `Trained on ${plain.data ?? "mnist"}; tested here on ${page.name} test` : `Trained on ${plain.data}`,
    trainedOn: `${plain.data ?? "mnist"} train`, madeBy: `Glassnet, run ${name}`, isShareable: true,
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
 * The classes and the image shape of other data, from the first snapshot; until there is one, those of the page.
 * @param {import("../../../service/runs.js").Runs} runs @param {string} name @param {{classNames: string[], shape: number[]}} page
 */
async function findClasses(runs, name, page) {
  const [first] = await runs.listSnapshots(name);
  if (first === undefined) return page;
  const { classNames, network } = readModelFile(await runs.readSnapshot(name, first));
  const { inputShape } = network;
  return { classNames, shape: inputShape.length > 1 ? inputShape.slice(0, 2) : page.shape };
}
