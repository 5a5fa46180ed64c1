/** Functions that give the same bits in every browser: from +, -, *, / and square roots, which IEEE 754 fixes. */

export { exp, expm1, sigmoid, tanh } from "./math/exponential.js";
export { log, log1p } from "./math/logarithm.js";
export { power } from "./math/power.js";
export { erf, erfc, gauss } from "./math/error-function.js";
export { cosPi } from "./math/trigonometry.js";
