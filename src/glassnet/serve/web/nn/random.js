/** NumPy's two kinds of generators: a recipe and its seed give the same first weights and order in Python and here. */

export { Generator } from "./random/generator.js";
export { RandomState } from "./random/legacy.js";
