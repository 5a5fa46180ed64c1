/** Stroke files, as Python reads and writes them: lines of JSON, each one drawing with the name of its class. */

/** @typedef {import("../../../reading/backend.js").Stroke} Stroke */
/** @typedef {{label: string, strokes: Stroke[]}} LabeledDrawing */

const MAX_DRAWINGS = 2000;
const MAX_POINTS = 20_000;

/** @param {LabeledDrawing[]} drawings @returns {string} */
export function writeStrokeFile(drawings) {
  return drawings.map(({ label, strokes }) => `${JSON.stringify({ label, strokes })}\n`).join("");
}

/** Raises an `Error` that names the line. @param {string} text @returns {LabeledDrawing[]} */
export function readStrokeFile(text) {
  const lines = text.split("\n").map((line, i) => ({ line: line.trim(), number: i + 1 })).filter(({ line }) => line);
  if (lines.length === 0) throw new Error("The file holds no drawing.");
  if (lines.length > MAX_DRAWINGS) throw new Error(`The file holds ${lines.length.toLocaleString("en")} drawings: at most ${MAX_DRAWINGS.toLocaleString("en")} can be read here.`);
  return lines.map(({ line, number }) => readDrawing(line, number));
}

/** @param {string} line @param {number} number @returns {LabeledDrawing} */
function readDrawing(line, number) {
  const refuse = (/** @type {string} */ what) => new Error(`Line ${number} of the file ${what}.`);
  /** @type {any} */
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    throw refuse("is not JSON");
  }
  const { label, strokes } = entry ?? {};
  const isNamed = (typeof label === "string" && label.trim() !== "") || (Number.isInteger(label) && label >= 0);
  if (!isNamed) throw refuse("has no label: the name of its class");
  if (!Array.isArray(strokes) || !strokes.every(isStroke)) throw refuse('has no "strokes" of the form [[x, y], [x, y], …]');
  if (strokes.reduce((sum, stroke) => sum + stroke.length, 0) > MAX_POINTS) throw refuse("has too many points");
  return { label: String(label).trim(), strokes: strokes.filter((stroke) => stroke.length > 0) };
}

/** @param {unknown} stroke */
function isStroke(stroke) {
  return Array.isArray(stroke) && stroke.every((point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite));
}
