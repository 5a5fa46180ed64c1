/** Drawing strokes on a canvas: round, smooth, without a gap however far apart the points are. */

/** @typedef {import("../reading/backend.js").Stroke} Stroke */

/**
 * @param {CanvasRenderingContext2D} context @param {Stroke[]} strokes @param {number} width
 * @param {string} color
 */
export function paintStrokes(context, strokes, width, color) {
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = width;
  context.strokeStyle = context.fillStyle = color;
  for (const stroke of strokes) paintStroke(context, stroke, width);
}

/** @param {CanvasRenderingContext2D} context @param {Stroke} stroke @param {number} width */
function paintStroke(context, stroke, width) {
  context.beginPath();
  if (stroke.length === 1) {
    context.arc(stroke[0][0], stroke[0][1], width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(...stroke[0]);
  for (let i = 1; i < stroke.length - 1; i++) {
    const [x, y] = stroke[i];
    const [nextX, nextY] = stroke[i + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...stroke[stroke.length - 1]);
  context.stroke();
}
