/** Trains on packed digits as the page does, and writes the model file and its answers to all of them. */
import { readFileSync, writeFileSync } from "node:fs";

import { unpackDigits } from "../../../../../src/glassnet/serve/web/data/packed-digits.js";
import { evaluate } from "../../../../../src/glassnet/serve/web/nn/metrics.js";
import { writeModelFile } from "../../../../../src/glassnet/serve/web/nn/model-file.js";
import { FIRST_RECIPE } from "../../../../../src/glassnet/serve/web/rooms/learn/recipe/presets.js";
import { startRun, until } from "./support.mjs";

const [packed, model, answers] = process.argv.slice(2);
const digits = await unpackDigits(new Uint8Array(readFileSync(packed)));
const run = startRun(digits);
run.load({ ...FIRST_RECIPE, validation: 100 }, digits);
run.play();
await until(() => run.status === "finished");
const parameters = run.parametersOf(run.shown);
writeFileSync(model, writeModelFile(run.recipe.plain, parameters, { version: "page", classNames: digits.classNames, trainedOn: digits.name }));
const { probabilities } = evaluate(run.recipe.network, parameters, run.recipe.loss, digits);
writeFileSync(answers, new Uint8Array(Float64Array.from(probabilities.data).buffer));
process.exit();
