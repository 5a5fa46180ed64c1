import assert from "node:assert/strict";
import test from "node:test";

import { readEvents } from "../../../../../src/glassnet/serve/web/service/event-stream.js";
import { IntervalMeans } from "../../../../../src/glassnet/serve/web/rooms/learn/live/interval-means.js";
import { RunPort } from "../../../../../src/glassnet/serve/web/rooms/learn/live/run-port.js";
import { LearnRun } from "../../../../../src/glassnet/serve/web/rooms/learn/run/learn-run.js";
import { SMALL, makeDigits, until } from "./support.mjs";

const started = { steps_per_epoch: 27, examples_per_epoch: 270, epochs: 6, step: 0 };
const progress = (step, loss) => ({ step, epoch: 0, examples: 10 * step, train_loss: loss, train_accuracy: 0.1, learning_rate: 0.05, examples_per_second: 9 });

/** @param {...[id: number, event: string, data: object]} events */
function write(...events) {
  return events.map(([id, event, data]) => `${id ? `id: ${id}\n` : ""}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join("");
}

/** A service that answers each request for events with the next of these texts. */
function serve(...streams) {
  const asked = [];
  const detail = { name: "small-001", state: "running", epoch: 0, epochs: 6, accuracy: null, accepts_commands: true, message: "" };
  return {
    asked,
    detail,
    describe: async () => ({ ...detail }),
    listSnapshots: async () => [],
    command: async (_, command) => {
      asked.push(command);
      return { state: "paused" };
    },
    watch: async (_, after) => {
      asked.push(after);
      return readEvents(new Response(streams.shift()));
    },
  };
}

function follow(service) {
  const port = new RunPort(service, service.detail, { changed: () => {}, failed: () => {} });
  const run = new LearnRun(port, "small-001");
  run.load(SMALL, makeDigits());
  return { port, run };
}

test("events are read however the text is cut, and comments are left out", async () => {
  const text = `retry: 1000\n\n: heartbeat\n\n${write([1, "started", started], [0, "end", { state: "stopped" }])}`;
  const parts = new ReadableStream({
    start(controller) {
      for (const byte of new TextEncoder().encode(text)) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const events = [];
  for await (const event of readEvents(new Response(parts))) events.push(event);
  assert.deepEqual(events, [{ id: "1", event: "started", data: started }, { id: "", event: "end", data: { state: "stopped" } }]);
});

test("a stream that breaks is taken up after the last event that came", async () => {
  const finished = { epochs: 6, kept_epoch: 5, seconds: 1, stopped_early: false };
  const service = serve(
    write([1, "started", started], [2, "progress", progress(5, 2)]),
    write([3, "progress", progress(10, 1.5)], [4, "finished", finished], [0, "end", { state: "finished" }]),
  );
  const { run } = follow(service);
  await until(() => run.status === "finished");
  assert.deepEqual(service.asked, ["0", "2"]);
  assert.deepEqual(run.history.trainLoss.xs, [5, 10]);
});

test("means over the epoch so far become means since the report before", () => {
  const means = new IntervalMeans();
  const report = (epoch, loss, accuracy) => ({ epoch, train_loss: loss, train_accuracy: accuracy });
  assert.deepEqual(means.add(report(0, 2, 0.5), 10), { loss: 2, correct: 5, examples: 10 });
  assert.deepEqual(means.add(report(0, 1.5, 0.75), 20), { loss: 1, correct: 10, examples: 10 });
  assert.equal(means.add(report(0, 1.5, 0.75), 20), null);
  assert.deepEqual(means.add(report(1, 1, 1), 10), { loss: 1, correct: 10, examples: 10 });
});

test("pause and step are commands of the service; a run of another process takes none", async () => {
  const service = serve(write([1, "started", started]));
  const { run, port } = follow(service);
  await until(() => run.status === "playing");
  run.pause();
  await until(() => service.asked.includes("pause"));
  service.detail.accepts_commands = false;
  await until(() => !run.canTrain);
  port.close();
});

test("what the run noticed is kept once, and begins anew with the run", async () => {
  const noticed = { epoch: 0, step: 0, symptom: "softmax_twice", advice: "Leave out the activation of the last layer." };
  const service = serve(write([1, "started", started], [2, "noticed", noticed], [3, "noticed", noticed], [0, "end", { state: "finished" }]));
  const { run, port } = follow(service);
  await until(() => run.symptoms.length > 0);
  assert.equal(run.symptoms[0].advice, noticed.advice);
  assert.equal(run.symptoms.length, 1);
  run.load(SMALL, makeDigits());
  assert.deepEqual(run.symptoms, []);
  port.close();
});
