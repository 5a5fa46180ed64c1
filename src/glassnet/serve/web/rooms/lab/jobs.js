/** The page's side of the worker: asks for what is missing, one job after the other, and keeps what was found. */

import { startWorker } from "../../nn/start-worker.js";
import { packSubject } from "./core/subject.js";
import { loadTestDigits } from "./test-digits.js";

/**
 * @typedef {object} Job
 * @property {string} key        what the result depends on, beside the network
 * @property {string} task       of `core/tasks.js`
 * @property {any} settings
 * @property {number} cost       multiplications, about
 * @property {boolean} [needsDigits]  whether it is measured on the test digits
 * @property {string} title      what is on its way, in words
 * @property {(partial: any) => void} [onPartial]
 * @property {(result: any) => void} onResult
 */

/** Up to this cost, a job begins by itself. */
const MAX_UNASKED = 4e9;
const PAUSE = 250;
const MAX_KEPT = 400;

/** @type {Worker | null} */
let worker = null;
let nextId = 1;

/** @param {{onState: (state: {running: Job | null, progress: number, waiting: boolean, error: string}) => void}} on */
export function createJobs({ onState }) {
  const port = (worker ??= startWorker("rooms/lab/worker.js"));
  /** @type {Map<string, any>} */
  const kept = new Map();
  /** @type {Job[]} */
  let planned = [];
  /** @type {{id: number, job: Job} | null} */
  let running = null;
  let subjectKey = "";
  let hasDigits = false;
  let timer = 0;
  let isWaiting = false;
  let isAsked = false;

  const keyOf = (/** @type {Job} */ job) => `${subjectKey}:${job.key}`;
  const report = (progress = 0, error = "") => onState({ running: running?.job ?? null, progress, waiting: isWaiting && !running, error });

  /** @param {{data: any}} event */
  function receive({ data: { id, progress, partial, result, error } }) {
    if (running?.id !== id) return;
    const { job } = running;
    if (progress !== undefined) return report(progress);
    if (partial !== undefined) return job.onPartial?.(partial);
    running = null;
    if (error !== undefined) {
      isWaiting = true;
      return report(0, error);
    }
    keep(keyOf(job), result);
    for (const each of planned) if (keyOf(each) === keyOf(job)) each.onResult(result);
    begin();
  }

  /** @param {string} key @param {any} result */
  function keep(key, result) {
    kept.set(key, result);
    if (kept.size > MAX_KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
  }

  /** The next job that is missing; an expensive one only where it was asked for. */
  function begin() {
    if (running) return;
    const job = planned.find((each) => !kept.has(keyOf(each)) && (!each.needsDigits || hasDigits));
    isWaiting = job !== undefined && !isAsked && job.cost > MAX_UNASKED;
    if (job && !isWaiting) {
      running = { id: nextId++, job };
      port.postMessage({ command: "run", id: running.id, task: job.task, settings: job.settings });
    }
    report();
  }

  function stop() {
    clearTimeout(timer);
    if (running) port.postMessage({ command: "stop" });
    running = null;
  }

  port.addEventListener("message", receive);
  return {
    /** The network that all jobs are about. @param {import("./core/subject.js").Subject} subject @param {string} key */
    setSubject(subject, key) {
      if (key === subjectKey) return;
      stop();
      subjectKey = key;
      port.postMessage({ command: "subject", subject: packSubject(subject) });
    },
    /** Load the test digits; resolves with them. */
    async load() {
      const digits = await loadTestDigits();
      const { images, labels, count } = digits;
      port.postMessage({ command: "digits", digits: { images, labels, count } });
      hasDigits = true;
      return digits;
    },
    /** What is wanted now: results that are known are delivered at once, the others are worked out. @param {Job[]} jobs */
    plan(jobs) {
      planned = jobs;
      clearTimeout(timer);
      for (const job of jobs) {
        const key = keyOf(job);
        if (kept.has(key)) job.onResult(kept.get(key));
        else if (running && keyOf(running.job) === key) running.job = job;
      }
      if (running && jobs.includes(running.job)) return;
      stop();
      isAsked = isWaiting = false;
      timer = window.setTimeout(begin, PAUSE);
      report();
    },
    /** Begin, or go on, whatever it costs. */
    begin() {
      isAsked = true;
      begin();
    },
    /** Stop until it is asked for. */
    pause() {
      stop();
      isWaiting = true;
      report();
    },
    remove() {
      stop();
      port.removeEventListener("message", receive);
    },
  };
}
