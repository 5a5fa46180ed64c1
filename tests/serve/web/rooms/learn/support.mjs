/** A run on a training worker in the same thread, with ports as the page has them. */
import { MessageChannel } from "node:worker_threads";

import { Generator } from "../../../../../src/glassnet/serve/web/nn/random.js";
import { LearnRun } from "../../../../../src/glassnet/serve/web/rooms/learn/run/learn-run.js";
import { listen } from "../../../../../src/glassnet/serve/web/rooms/learn/run/training-worker.js";

const opened = [];

/** A test ends only when all ports are closed. */
export function closePorts() {
  for (const port of opened) port.close();
}

/** @param {any} digits */
export function openPort(digits) {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1);
  listen(port2);
  port1.start();
  port2.start();
  const port = { postMessage: (message) => port1.postMessage(message), addEventListener: (type, listener) => port1.addEventListener(type, listener) };
  port.postMessage({ command: "digits", digits });
  return port;
}

export function startRun(digits, name = "main", port = openPort(digits)) {
  return new LearnRun(port, name);
}

/** Waits until something holds; fails after some seconds. */
export async function until(holds, seconds = 60) {
  const end = Date.now() + 1000 * seconds;
  while (!holds()) {
    if (Date.now() > end) throw new Error("It did not happen in time.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Images of three classes, each with its own bright row. */
export function makeDigits(count = 300) {
  const rng = new Generator([5]);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  const images = new Uint8Array(count * 16);
  for (const [i, label] of labels.entries()) for (let k = 0; k < 4; k++) images[i * 16 + 4 * label + k] = rng.integer(100, 256);
  return { name: "rows", count, images, labels, shape: [4, 4], classNames: ["a", "b", "c"] };
}

export const SMALL = {
  name: "small", validation: 30, epochs: 6, batch_size: 10, learning_rate: 0.05, optimizer: "gradient_descent",
  layers: [{ type: "dense", units: 6, activation: "relu", weights: "he" }, { type: "dense", units: "classes" }],
};
