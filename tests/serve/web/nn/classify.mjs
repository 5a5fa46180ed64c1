/** Writes the class that a model predicts for each image, one byte each. */

import { readFileSync, writeFileSync } from "node:fs";

import { findClass, outputsOfImages } from "../../../../src/glassnet/serve/web/nn/metrics.js";
import { readModelFile } from "../../../../src/glassnet/serve/web/nn/model-file.js";

const [model, images, classes] = process.argv.slice(3);
const { network, parameters } = readModelFile(new Uint8Array(readFileSync(model)));
const start = performance.now();
const outputs = outputsOfImages(network, parameters, new Uint8Array(readFileSync(images)));
console.log(`${outputs.count} images in ${Math.round(performance.now() - start)} ms`);
writeFileSync(classes, Uint8Array.from({ length: outputs.count }, (_, row) => findClass(outputs, row)));
