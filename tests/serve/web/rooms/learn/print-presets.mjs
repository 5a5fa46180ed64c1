/** Prints the recipes of the presets by name. */
import { PRESETS } from "../../../../../src/glassnet/serve/web/rooms/learn/recipe/presets.js";

process.stdout.write(JSON.stringify(Object.fromEntries(PRESETS.map(({ recipe }) => [recipe.name, recipe]))));
