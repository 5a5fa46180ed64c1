/** Training runs of the service: listed, watched, started, and given commands. */

import { readEvents } from "./event-stream.js";

/**
 * @typedef {"running" | "paused" | "stopped" | "finished" | "diverged"} RunState
 * @typedef {"pause" | "resume" | "step" | "stop"} RunCommand
 * @typedef {{name: string, recipe: string, state: RunState, epoch: number, epochs: number, accuracy: number | null,
 *   started_by: "terminal" | "service", accepts_commands: boolean, last_event: number}} RunSummary
 * @typedef {RunSummary & {recipe_table: import("../nn/recipe.js").PlainRecipe, made_by: string, message: string}} RunDetail
 *
 * All throw `BackendError`: status 404 where the service shows no runs.
 * @typedef {object} Runs
 * @property {() => Promise<RunSummary[]>} list  the newest first
 * @property {(name: string) => Promise<RunDetail>} describe
 * @property {(recipe: import("../nn/recipe.js").PlainRecipe) => Promise<RunSummary>} start  in a process of its own
 * @property {(name: string, command: RunCommand) => Promise<RunSummary>} command
 * @property {(name: string) => Promise<number[]>} listSnapshots  the updates before each, ascending
 * @property {(name: string, step: number) => Promise<Uint8Array>} readSnapshot  a model file
 * @property {(name: string, after: string, signal: AbortSignal) => Promise<AsyncGenerator<import("./event-stream.js").StreamedEvent>>} watch
 *   the events after this id, until the run is over
 */

/** @param {import("./call.js").Caller} caller @returns {Runs} */
export function createRuns({ request, call }) {
  const address = (/** @type {string} */ name) => `api/runs/${encodeURIComponent(name)}`;
  return {
    list: async () => (await call("api/runs")).runs,
    describe: (name) => call(address(name)),
    start: (recipe) => call("api/runs", createPost({ recipe })),
    command: (name, command) => call(`${address(name)}/commands`, createPost({ command })),
    listSnapshots: async (name) => (await call(`${address(name)}/snapshots`)).snapshots.map((/** @type {{step: number}} */ { step }) => step),
    readSnapshot: async (name, step) => new Uint8Array(await (await request(`${address(name)}/snapshots/${step}`)).arrayBuffer()),
    watch: async (name, after, signal) => readEvents(await request(`${address(name)}/events?after=${after}`, { signal })),
  };
}

/** @param {object} body @returns {RequestInit} */
function createPost(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
