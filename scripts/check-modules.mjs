// Checks that every module of the page parses, and that what it imports is exported by the file it names.
// Nothing is run. Node needs the option --experimental-vm-modules.
import { globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import vm from "node:vm";

const modules = new Map();

function load(path) {
  if (!modules.has(path)) {
    modules.set(path, new vm.SourceTextModule(readFileSync(path, "utf8"), { identifier: path }));
  }
  return modules.get(path);
}

const paths = globSync("src/**/*.js").map((path) => resolve(path));
if (paths.length === 0) throw new Error("there are no modules below src/");
const all = paths.map((path) => `import ${JSON.stringify(path)};`).join("\n");
const importer = new vm.SourceTextModule(all, { identifier: resolve("importer") });
await importer.link((name, from) => load(resolve(dirname(from.identifier), name)));
console.log(`${paths.length} JavaScript modules checked`);
