/** Renders drawings with the page's pipeline: JSON drawings on stdin, renderings and time on stdout. */

import { readFileSync } from "node:fs";

const { renderStrokes } = await import(`${process.argv[2]}/ink/pipeline/index.js`);

/** JSON has no NaN and no infinity: they come as text. @param {any} value @returns {any} */
function revive(value) {
  return Array.isArray(value) ? value.map(revive) : { NaN, Infinity }[value] ?? value;
}

/** @param {any} drawing @param {boolean} stages */
function render(drawing, stages) {
  try {
    const rendering = renderStrokes(drawing, { stages });
    return { ...rendering, pixels: encode(rendering.pixels), stages: rendering.stages.map((each) => ({ ...each, pixels: encode(each.pixels) })) };
  } catch (error) {
    return { error: error.message, kind: error.constructor.name };
  }
}

/** @param {Uint8Array | null} pixels */
function encode(pixels) {
  return pixels && Buffer.from(pixels).toString("hex");
}

/** Mean milliseconds of one drawing, after the compiler has seen them all once. */
function measure(drawings, stages) {
  const started = performance.now();
  for (const drawing of drawings) renderStrokes(drawing, { stages });
  return (performance.now() - started) / drawings.length;
}

const { drawings, stages, timed } = JSON.parse(readFileSync(0, "utf8"));
const revived = drawings.map(revive);
const renderings = revived.map((drawing) => render(drawing, stages));
const milliseconds = timed ? measure(revived, stages) : null;
process.stdout.write(JSON.stringify({ renderings, milliseconds }));
