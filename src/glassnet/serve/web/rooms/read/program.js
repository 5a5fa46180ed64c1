/** "Use it in your program": the same drawing for curl, Python and JavaScript. Nothing here touches the page. */

/**
 * @typedef {import("../../reading/backend.js").Drawing} Drawing
 * @typedef {{id: string, name: string, code: string}} Snippet
 */

/** @param {Drawing} drawing @param {Uint8Array} pixels @param {{model: string, address: string, raw: boolean, side: number}} options @returns {Snippet[]} */
export function writeSnippets(drawing, pixels, { model, address, raw, side }) {
  const isStrokes = drawing.kind === "strokes";
  const body = isStrokes
    ? JSON.stringify({ strokes: drawing.strokes, ...(raw ? { raw: { side, pen: drawing.pen } } : {}) })
    : JSON.stringify({ pixels: Array.from(pixels), scale: 255 });
  const url = `${address}api/predict?model=${encodeURIComponent(model)}`;
  return [
    { id: "curl", name: "curl", code: `curl -s '${url}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'` },
    { id: "python", name: "Python", code: isStrokes && !raw ? writeStrokesInPython(drawing.strokes, model) : writePixelsInPython(pixels, model) },
    { id: "javascript", name: "JavaScript", code: [
      `const response = await fetch("${url}", {`,
      `  method: "POST",`,
      `  headers: { "Content-Type": "application/json" },`,
      `  body: JSON.stringify(${body}),`,
      `});`,
      `const { label, confidence } = await response.json();`,
      `console.log(label, confidence);`,
    ].join("\n") },
  ];
}

/** The command that shows the sum of a neuron of this drawing: what is counted is counted from 1, as on the page. @param {import("../../reading/backend.js").Stroke[]} strokes @param {string} model @param {import("../../stage/columns.js").Column} column @param {number} index */
export function writeExplainCommand(strokes, model, column, index) {
  return `echo '${JSON.stringify({ strokes })}' | glassnet explain ${model} - --neuron ${nameForCommand(column, index)}`;
}

/** "2:5", or "1.pool:6,6,3" with row, column and map. @param {import("../../stage/columns.js").Column} column @param {number} index */
export function nameForCommand({ layer, name, kind, shape }, index) {
  const place = `${layer}${name ? "" : kind === "global_average_pool" ? ".mean" : ".pool"}`;
  if (shape.length === 1) return `${place}:${index + 1}`;
  const [, width, channels] = shape;
  const pixel = Math.floor(index / channels);
  return `${place}:${Math.floor(pixel / width) + 1},${(pixel % width) + 1},${(index % channels) + 1}`;
}

/** @param {import("../../reading/backend.js").Stroke[]} strokes @param {string} model */
function writeStrokesInPython(strokes, model) {
  const lines = strokes.map((stroke) => `    [${stroke.map(([x, y]) => `(${x}, ${y})`).join(", ")}],`);
  return [...writeStart(model), "strokes = [", ...lines, "]", "reading = model.read_strokes(strokes)", "print(reading.label, reading.confidence)"].join("\n");
}

/** @param {Uint8Array} pixels @param {string} model */
function writePixelsInPython(pixels, model) {
  const rows = Array.from({ length: 28 }, (_, row) => `    [${Array.from(pixels.subarray(28 * row, 28 * row + 28)).join(", ")}],`);
  return [...writeStart(model), "pixels = [", ...rows, "]", "reading = model.read_pixels(pixels)", "print(reading.label, reading.confidence)"].join("\n");
}

/** @param {string} model */
function writeStart(model) {
  return ["import glassnet", "", `model = glassnet.load_model(${JSON.stringify(model)})`];
}
