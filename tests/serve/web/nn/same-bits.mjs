import { readFileSync } from "node:fs";

import { digest } from "../../../../src/glassnet/serve/web/nn/sha256.js";
import * as nn from "../../../../src/glassnet/serve/web/nn/index.js";

const source = readFileSync(new URL("same-bits.js", import.meta.url), "utf8");
const computeBits = new Function(`${source}; return computeBits;`)();
process.stdout.write(await computeBits(nn, digest));
