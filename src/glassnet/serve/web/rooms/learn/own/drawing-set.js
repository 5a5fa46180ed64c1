/** The user's own labeled drawings: classes with names, drawings of each; kept by the browser until they are removed. */

/**
 * @typedef {import("./stroke-file.js").LabeledDrawing} LabeledDrawing
 * @typedef {{name: string, drawings: import("../../../reading/backend.js").Stroke[][]}} DrawnClass
 */

const KEY = "glassnet-drawings";
const FIRST_CLASSES = ["0", "1", "2"];
export const MAX_CLASSES = 20;
const MAX_NAME = 20;

export class DrawingSet {
  /** @type {DrawnClass[]} */
  classes;
  /** Changes with every change. */
  version = 0;
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage null keeps nothing */
  constructor(storage) {
    this.#storage = storage;
    this.classes = restore(storage) ?? FIRST_CLASSES.map((name) => ({ name, drawings: [] }));
  }

  get count() {
    return this.classes.reduce((sum, { drawings }) => sum + drawings.length, 0);
  }

  /** Every drawing with its label, class by class. @returns {LabeledDrawing[]} */
  get drawings() {
    return this.classes.flatMap(({ name, drawings }) => drawings.map((strokes) => ({ label: name, strokes })));
  }

  /** @param {number} index of the class @param {import("../../../reading/backend.js").Stroke[]} strokes */
  add(index, strokes) {
    this.classes[index].drawings.push(strokes);
    this.#keep();
  }

  /** @param {number} index of the class @param {number} drawing */
  remove(index, drawing) {
    this.classes[index].drawings.splice(drawing, 1);
    this.#keep();
  }

  addClass() {
    const free = Array.from({ length: MAX_CLASSES + 1 }, (_, i) => String(i)).find((name) => !this.classes.some((each) => each.name === name));
    this.classes.push({ name: free ?? "new", drawings: [] });
    this.#keep();
  }

  /** @param {number} index */
  removeClass(index) {
    this.classes.splice(index, 1);
    this.#keep();
  }

  /** Raises an `Error` for an empty name and for one that another class has. @param {number} index @param {string} name */
  rename(index, name) {
    const wanted = name.trim().slice(0, MAX_NAME);
    if (!wanted) throw new Error("A class needs a name.");
    if (this.classes.some((each, i) => i !== index && each.name === wanted)) throw new Error(`There is a class ${wanted} already.`);
    this.classes[index].name = wanted;
    this.#keep();
  }

  /** Add drawings of a file; classes without drawings that it does not name go. @param {LabeledDrawing[]} drawings */
  load(drawings) {
    const names = [...new Set(drawings.map(({ label }) => label.slice(0, MAX_NAME)))];
    const kept = this.classes.filter(({ name, drawings: own }) => own.length > 0 || names.includes(name));
    const added = names.filter((name) => !kept.some((each) => each.name === name)).sort(compareNames);
    if (kept.length + added.length > MAX_CLASSES) throw new Error(`At most ${MAX_CLASSES} classes, got ${kept.length + added.length}.`);
    this.classes = [...kept, ...added.map((name) => ({ name, drawings: [] }))];
    for (const { label, strokes } of drawings) this.classes.find(({ name }) => name === label.slice(0, MAX_NAME))?.drawings.push(strokes);
    this.#keep();
  }

  #keep() {
    this.version += 1;
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.classes));
    } catch {
      // Full, or forbidden: they stay until the page is left.
    }
  }
}

/** Numbers by their value, then words. @param {string} a @param {string} b */
function compareNames(a, b) {
  return a.localeCompare(b, "en", { numeric: true });
}

/** @param {Pick<Storage, "getItem"> | null} storage @returns {DrawnClass[] | null} */
function restore(storage) {
  try {
    const found = JSON.parse(storage?.getItem(KEY) ?? "null");
    const isWhole = Array.isArray(found) && found.length > 0 && found.every((each) => typeof each?.name === "string" && Array.isArray(each.drawings));
    return isWhole ? found : null;
  } catch {
    return null;
  }
}
