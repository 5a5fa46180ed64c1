// The nearest images, by pixels and by the last hidden layer, for a network and digits from Python: JSON in, JSON out.
import { readFileSync } from "node:fs";

const [web] = process.argv.slice(2);
const load = (path) => import(`${web}/${path}`);
const { buildModel } = await load("models/page-model.js");
const { computeHidden, describeHead, findNeighbors, packHead, unpackHead } = await load("rooms/read/nearest/neighbors.js");
const { describeVote } = await load("rooms/read/nearest/view.js");

const { description, images, asked, count } = JSON.parse(readFileSync(0, "utf8"));
const bytes = Uint8Array.from(atob(images), (letter) => letter.charCodeAt(0));
const { network, parameters } = buildModel(description);
const head = unpackHead(structuredClone(packHead(network, parameters)));
const hidden = computeHidden(head, bytes);

const found = asked.map((index) => {
  const pixels = bytes.slice(index * 784, (index + 1) * 784);
  return {
    pixels: findNeighbors(bytes, pixels, count, { unit: 255 }),
    hidden: findNeighbors(hidden, computeHidden(head, pixels), count),
    first: findNeighbors(bytes, pixels, count, { unit: 255, rows: 50 }),
  };
});
const votes = [["8", "8", "8"], ["1", "7", "7"], []].map(describeVote);
console.log(JSON.stringify({ head: describeHead(network), found, votes }));
