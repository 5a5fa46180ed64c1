/** Reads a model file and writes it anew. */

import { readFileSync, writeFileSync } from "node:fs";

import { readModelFile, writeModelFile } from "../../../../src/glassnet/serve/web/nn/model-file.js";
import { readData } from "./support.mjs";

const { recipe, temperature } = readData();
const [source, target] = process.argv.slice(3);
const { parameters, classNames } = readModelFile(new Uint8Array(readFileSync(source)));
const record = { version: "0.1.0", classNames, temperature, madeBy: "trained in the page: café", trainedOn: "MNIST train" };
writeFileSync(target, writeModelFile(recipe, parameters, record));
