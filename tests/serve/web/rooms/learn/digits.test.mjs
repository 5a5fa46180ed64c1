import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";

const ROOM = "../../../../../src/glassnet/serve/web/rooms/learn/";
const { createDigitSource, loadTrainingDigits } = await import(`${ROOM}data/training-digits.js`);

/** An IDX file. */
function idx(shape, values) {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((side, i) => new DataView(bytes.buffer).setUint32(4 + 4 * i, side));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

/** Packed digits of 2x2 pixels. */
function packed(count) {
  const header = JSON.stringify({ name: "simulated", license: "ours", class_names: ["0", "1"], count, shape: [2, 2], bits: 8 });
  const head = new TextEncoder().encode(header);
  const content = deflateSync(Uint8Array.from({ length: 5 * count }, (_, i) => (i < count ? i % 2 : i % 256)));
  const bytes = new Uint8Array(12 + head.length + content.length);
  bytes.set(new TextEncoder().encode("GLASSET1"));
  new DataView(bytes.buffer).setUint32(8, head.length, true);
  bytes.set(head, 12);
  bytes.set(content, 12 + head.length);
  return bytes;
}

/** A site with these files. */
function site(files) {
  const asked = [];
  const get = async (path) => {
    asked.push(path);
    if (path in files) return new Response(files[path]);
    return new Response("", { status: 404 });
  };
  return { source: createDigitSource(get), asked };
}

test("MNIST comes from the service", async () => {
  const files = {};
  for (const [split, count] of [["train", 6], ["test", 3]]) {
    files[`api/data/mnist/${split}/images`] = idx([count, 2, 2], Array(4 * count).fill(9));
    files[`api/data/mnist/${split}/labels`] = idx([count], Array(count).fill(1));
  }
  const { train, test: held, note, name } = await loadTrainingDigits(site(files).source);
  assert.deepEqual([train.count, held.count, note, name], [6, 3, "", "MNIST"]);
});

test("without MNIST there are simulated digits, from the service or beside the page, and a sentence", async () => {
  for (const path of ["api/data/simulated", "data/digits.bin"]) {
    const { train, test: held, note } = await loadTrainingDigits(site({ [path]: packed(5000) }).source);
    assert.deepEqual([train.count, held.count], [3000, 2000]);
    assert.equal(train.images.length, 4 * 3000);
    assert.match(note, /MNIST is not here: training on 3,000 simulated digits, testing on 2,000 others/);
  }
});

test("without any digits the reason is named", async () => {
  await assert.rejects(loadTrainingDigits(site({}).source), /no digits to train on/);
});
