/** Prints a table as TOML. */
import { writeToml } from "../../../../../src/glassnet/serve/web/rooms/learn/recipe/toml-write.js";

process.stdout.write(writeToml(JSON.parse(process.argv[2])));
