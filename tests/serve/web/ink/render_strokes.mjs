/** Renders drawings with the page's pipeline: JSON drawings on stdin, renderings and time on stdout. */

import { readFileSync } from "node:fs";

const { renderAsDrawn, renderStrokes } = await import(`${process.argv[2]}/ink/pipeline/index.js`);

/** JSON has no NaN and no infinity: they come as text. @param {any} value @returns {any} */
function revive(value) {
  return Array.isArray(value) ? value.map(revive) : { NaN, Infinity }[value] ?? value;
}

/** @param {any} drawing @param {boolean} stages @param {{side: number, pen: number}} [sheet] */
function render(drawing, stages, sheet) {
  try {
    const rendering = sheet ? renderAsDrawn(drawing, { ...sheet, stages }) : renderStrokes(drawing, { stages });
    const shown = rendering.stages.map(({ name, image }) => ({ name, shape: image.shape, pixels: encode(image.values) }));
    return { ...rendering, pixels: encode(rendering.pixels), stages: shown };
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

const { drawings, stages, sheet, timed } = JSON.parse(readFileSync(0, "utf8"));
const revived = drawings.map(revive);
const renderings = revived.map((drawing) => render(drawing, stages, sheet));
const milliseconds = timed ? measure(revived, stages) : null;
process.stdout.write(JSON.stringify({ renderings, milliseconds }));
