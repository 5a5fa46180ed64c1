/** Our model files: what a network trained in the page becomes, and what Python wrote. */

import { DamagedFile, SettingError, formatError } from "./errors.js";
import { haveSameShape } from "./arrays.js";
import { Parameters } from "./parameters.js";
import { buildRecipe } from "./recipe.js";
import { seal, unseal } from "./sealed.js";

const FORMAT = 1;

/**
 * A recipe, the parameters that it led to, and the record of both: `header` is the file's, in Python's names.
 * @typedef {object} Model
 * @property {import("./recipe.js").Recipe} recipe
 * @property {import("./network.js").Network} network
 * @property {Parameters} parameters
 * @property {string[]} classNames
 * @property {number} temperature divides the logits before the softmax
 * @property {number | null} threshold the least evidence that the input is of a class at all
 * @property {Record<string, any>} header
 */

/**
 * The model in a file's bytes. Raises `DamagedFile` for a file that is not whole or not a model.
 * @param {Uint8Array} content
 * @returns {Model}
 */
export function readModelFile(content) {
  const { arrays, header } = unseal(content);
  if (header.format !== FORMAT) {
    throw new DamagedFile(formatError("The model file", `format ${FORMAT}`, `${header.format}`, "Update Glassnet."));
  }
  const recipe = buildRecipe(header.recipe);
  const parameters = Parameters.zeros(recipe.network.layout, recipe.precision);
  for (const [name, shape] of recipe.network.layout) {
    const found = arrays.get(name);
    if (found === undefined || !haveSameShape(found.shape, shape)) {
      throw new DamagedFile(formatError("The model file", `${name} of shape ${shape}`, `${found?.shape}`, "Make it again."));
    }
    parameters.get(name).data.set(found.data);
  }
  const { temperature, threshold } = header.calibration ?? { temperature: header.temperature, threshold: header.digit_threshold };
  return { recipe, network: recipe.network, parameters, classNames: header.class_names, temperature, threshold, header };
}

/**
 * The bytes of a model file: it loads in Python and gives the same answers.
 * @param {import("./recipe.js").PlainRecipe} plain the recipe @param {Parameters} parameters
 * @param {{version: string, classNames: string[], temperature?: number, madeBy?: string, trainedOn?: string, notes?: Record<string, any>}} record
 */
export function writeModelFile(plain, parameters, { version, classNames, temperature = 1, madeBy = "", trainedOn = "", notes = {} }) {
  if (!parameters.vector.every(Number.isFinite)) {
    throw new SettingError(formatError("A model file", "finite parameters", "others", "Train again at a lower rate."));
  }
  const { precision } = buildRecipe(plain);
  const header = {
    format: FORMAT,
    glassnet: version,
    recipe: plain,
    class_names: classNames,
    preprocessing: { pixels: "0..1", ink: "bright on black, as MNIST" },
    temperature,
    digit_threshold: null,
    figures: [],
    trained_on: trainedOn,
    trained_on_digest: "",
    made_by: madeBy,
    notes,
  };
  // Python reads 1 as a whole number and wants a temperature with a decimal point.
  const text = JSON.stringify(header).replace(`"temperature":${temperature},`, `"temperature":${writeFloat(temperature)},`);
  return seal([...parameters.copy(precision).entries()], text);
}

/** @param {number} value */
function writeFloat(value) {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}
