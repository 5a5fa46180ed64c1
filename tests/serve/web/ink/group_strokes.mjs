/** Groups the strokes of drawings as the page does: JSON drawings on stdin, groups on stdout. */

import { readFileSync } from "node:fs";

const { groupStrokes } = await import(`${process.argv[2]}/ink/pipeline/index.js`);

const drawings = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(drawings.map((strokes) => groupStrokes(strokes))));
