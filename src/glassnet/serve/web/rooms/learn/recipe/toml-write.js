/** Writes a recipe as TOML, one setting a line, lists of layers one layer a line: what `glassnet train FILE` reads. */

/** @typedef {import("../../../nn/recipe.js").PlainRecipe} PlainRecipe */

const BARE_KEY = /^[A-Za-z0-9_-]+$/;
const LISTS_OF_PARTS = ["layers", "gradient_rules"];

/** @param {PlainRecipe} recipe @returns {string} */
export function writeToml(recipe) {
  const lines = [];
  for (const [name, value] of Object.entries(recipe)) {
    if (value === null || value === undefined) continue;
    const isList = LISTS_OF_PARTS.includes(name) && Array.isArray(value) && value.length > 0;
    if (isList) lines.push(`${writeKey(name)} = [`, ...value.map((each) => `  ${writeValue(each)},`), "]");
    else lines.push(`${writeKey(name)} = ${writeValue(value)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** @param {string} name */
function writeKey(name) {
  return BARE_KEY.test(name) ? name : writeText(name);
}

/** @param {unknown} value @returns {string} */
function writeValue(value) {
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(writeValue).join(", ")}]`;
  const entries = Object.entries(/** @type {object} */ (value)).filter(([, each]) => each !== undefined && each !== null);
  return entries.length ? `{ ${entries.map(([name, each]) => `${writeKey(name)} = ${writeValue(each)}`).join(", ")} }` : "{}";
}

/** TOML has two kinds of numbers: JavaScript writes 1e-7 where TOML wants the same. @param {number} value */
function writeNumber(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(value);
}

/** @param {string} text */
function writeText(text) {
  return JSON.stringify(text).replace(/\u007f/g, "\\u007F");
}
