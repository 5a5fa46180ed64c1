/** Reads data with the page's modules: a reader's name and files in base64 on stdin, what was read on stdout. */

import { readFileSync } from "node:fs";

const web = `${process.argv[2]}/data`;
const { unpackDigits } = await import(`${web}/packed-digits.js`);
const { readIdx, readLabeledIdx } = await import(`${web}/idx.js`);
const { imageAt } = await import(`${web}/labeled-images.js`);

const READERS = {
  packed: ([file]) => unpackDigits(file),
  idx: ([file]) => readIdx(file),
  labeledIdx: ([images, labels]) => readLabeledIdx(images, labels, { name: "MNIST test" }),
  thirdImage: async ([file]) => ({ values: imageAt(await unpackDigits(file), 2) }),
};

/** @param {any} read */
function encode(read) {
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value]));
}

const { reader, files } = JSON.parse(readFileSync(0, "utf8"));
const bytes = files.map((file) => new Uint8Array(Buffer.from(file, "base64")));
const reply = await READERS[reader](bytes).then(encode, (error) => ({ error: error.message, kind: error.constructor.name }));
process.stdout.write(JSON.stringify(reply));
