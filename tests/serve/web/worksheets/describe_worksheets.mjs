/** Worksheets as their pages describe them: seeds and an image on stdin, the blocks of each sheet on stdout. */

import { readFileSync } from "node:fs";

const web = process.argv[2];
const { Fraction, formatExact, formatRounded } = await import(`${web}/worksheets/exact.js`);
const { describePages } = await import(`${web}/worksheets/pages.js`);
const { makeWorksheet } = await import(`${web}/worksheets/worksheet.js`);

const { seeds, image, numbers } = JSON.parse(readFileSync(0, "utf8"));
const pixels = Uint8Array.from(image);
const sheets = seeds.map((seed) => describePages(makeWorksheet(seed, pixels)));
const read = (text) => new Fraction(...text.split("/").map(Number));
const exact = numbers.map((text) => {
  try {
    return formatExact(read(text));
  } catch (error) {
    return error.message;
  }
});
const plain = (_, value) => (value instanceof Uint8Array ? [...value] : value);
process.stdout.write(JSON.stringify({ sheets, exact, rounded: numbers.map((text) => formatRounded(read(text), 3)) }, plain));
