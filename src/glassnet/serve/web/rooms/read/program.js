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
