/** Set up: the form, the TOML that it is, the rate's course, and the command that does the same in a terminal. */

import { readPalette, formatColor } from "../../../look/colors.js";
import { createElement, fitCanvas } from "../../../look/elements.js";
import { buildRecipe, resolveRecipe } from "../../../nn/recipe.js";
import { formatNumber } from "../numbers.js";
import { describeRecipe, nameOf } from "../recipe/description.js";
import { ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES, changeForm, checkForm, readForm } from "../recipe/form.js";
import { readToml } from "../recipe/toml-read.js";
import { writeToml } from "../recipe/toml-write.js";
import { createButton, createField, createSelect, setText } from "./elements.js";
import { saveFile } from "./save.js";

/** @typedef {import("../../../nn/recipe.js").PlainRecipe} PlainRecipe */

/**
 * @param {{classNames: string[], shape: number[], count: number}} digits
 * @param {(recipe: PlainRecipe, shuffled: boolean) => void} use
 */
export function createSetup(digits, use) {
  /** @type {PlainRecipe} */
  let recipe = { name: "mine", layers: [] };
  let shuffled = false;
  /** @type {Record<string, {input: HTMLInputElement | HTMLSelectElement, error: HTMLElement}>} */
  const fields = {};
  const toml = createElement("textarea", { id: "learn-toml", spellcheck: false, rows: 14, "aria-label": "The recipe as TOML" });
  const problem = createElement("p", { className: "learn-problem", role: "alert" });
  const command = createElement("code", {});
  const course = createElement("canvas", { className: "learn-course", role: "img" });
  const title = createElement("h2", { id: "learn-setup-title" }, "Set up a run");
  const useButton = createElement("button", { type: "button", className: "primary", id: "learn-use", onclick: () => { use(recipe, shuffled); dialog.close(); } }, "Use this");
  const shuffle = createElement("input", { type: "checkbox", id: "learn-shuffle" });
  shuffle.addEventListener("change", () => { shuffled = shuffle.checked; showRest(); });

  const form = createElement("div", { className: "learn-form" },
    group("Network", text("hidden", "Hidden layers", "16, 16", "Neurons of each hidden layer, with commas; nothing for none"), select("activation", "Activation", ACTIVATIONS), select("initializer", "First weights", INITIALIZERS)),
    group("Learning", select("loss", "Loss", LOSSES), select("optimizer", "Optimizer", OPTIMIZERS), number("rate", "Rate", "any"), select("schedule", "Schedule", SCHEDULES), createElement("div", { className: "learn-wide" }, course)),
    group("Data and order", text("batchSize", "Batch size", "64", "1: one at a time; full: all examples in every update"), number("epochs", "Epochs"), number("seed", "Seed"), text("examples", "Examples", "all", "Train on so many; nothing for all"), number("validation", "Held out")),
    group("Regularization", number("weightDecay", "Weight decay (L2)", "any", "Pulls each weight towards 0, in proportion to it"), number("l1Penalty", "L1 penalty", "any", "Pulls every weight towards 0 by the same amount: the unimportant ones end near 0"), number("dropout", "Dropout", "any"), createElement("label", { className: "learn-check learn-wide" }, shuffle, "Shuffle the labels (to break it)")));
  const dialog = createElement("dialog", { className: "learn-setup", "aria-labelledby": "learn-setup-title" },
    createElement("form", { method: "dialog", className: "learn-setup-head" }, title, createElement("button", { className: "close", "aria-label": "Close" }, "×")),
    createElement("div", { className: "learn-setup-body" }, form,
      createElement("div", { className: "learn-text" }, createElement("h3", {}, "The recipe"), toml, problem,
        createElement("p", { className: "note" }, "The same in a terminal: ", command),
        createElement("div", { className: "learn-actions" }, useButton, createButton("Download TOML", () => saveFile(`${recipe.name}.toml`, writeToml(recipe), "application/toml"))))));
  document.body.append(dialog);

  /** @param {string} name @param {...HTMLElement} children */
  function group(name, ...children) {
    return createElement("fieldset", {}, createElement("legend", {}, name), ...children);
  }

  /** @param {string} name @param {string} label @param {HTMLInputElement | HTMLSelectElement} input @param {string} [hint] */
  function add(name, label, input, hint = "") {
    const error = createElement("small", { className: "learn-error", id: `learn-error-${name}` });
    input.id = `learn-${name}`;
    input.setAttribute("aria-describedby", error.id);
    fields[name] = { input, error };
    input.addEventListener("input", () => change(name));
    const field = createField(label, input, hint);
    field.append(error);
    return field;
  }

  /** @param {string} name @param {string} label @param {string[]} options */
  function select(name, label, options) {
    return add(name, label, createSelect(options.map((each) => [each, nameOf(each)]), options[0], () => {}));
  }

  /** @param {string} name @param {string} label @param {string} [step] @param {string} [hint] */
  function number(name, label, step = "1", hint = "") {
    return add(name, label, createElement("input", { type: "number", step, min: "0" }), hint);
  }

  /** @param {string} name @param {string} label @param {string} placeholder @param {string} hint */
  function text(name, label, placeholder, hint) {
    return add(name, label, createElement("input", { type: "text", placeholder, autocomplete: "off" }), hint);
  }

  /** @param {string} name */
  function parse(name) {
    const { value } = fields[name].input;
    if (name === "hidden") return value.split(/[\s,]+/).filter(Boolean).map(Number);
    if (name === "batchSize") return value.trim() === "full" ? "full" : Number(value);
    if (name === "examples") return value.trim() === "" || value.trim() === "all" ? null : Number(value);
    return fields[name].input instanceof HTMLSelectElement ? value : value === "" ? NaN : Number(value);
  }

  /** @param {string} name */
  function change(name) {
    const value = parse(name);
    const wrong = checkForm({ ...readForm(recipe), [name]: value }, digits.count);
    setText(fields[name].error, wrong[/** @type {keyof typeof wrong} */ (name)] ?? "");
    useButton.disabled = name in wrong;
    if (name in wrong) return;
    recipe = changeForm(recipe, { [name]: value });
    if (recipe.name === recipe.name.toLowerCase() && !recipe.name.startsWith("mine")) recipe = { ...recipe, name: "mine" };
    toml.value = writeToml(recipe);
    showRest();
  }

  toml.addEventListener("input", () => {
    try {
      recipe = { ...{ name: "mine" }, .../** @type {any} */ (readToml(toml.value)) };
      if (!Array.isArray(recipe.layers)) throw new Error("A recipe needs layers = [ ... ].");
    } catch (/** @type {any} */ error) {
      setText(problem, error.message);
      useButton.disabled = true;
      return;
    }
    showFields();
    showRest();
  });

  function showFields() {
    const shown = /** @type {Record<string, any>} */ (readForm(recipe));
    for (const [name, { input, error }] of Object.entries(fields)) {
      if (input === document.activeElement) continue;
      const value = shown[name];
      if (input instanceof HTMLSelectElement) offer(input, value);
      input.value = value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value);
      setText(error, "");
    }
    for (const name of ["hidden", "activation", "initializer", "dropout"]) fields[name].input.disabled = !shown.isPlain;
  }

  /** What a recipe has and the list has not is on the list as long as the recipe has it. @param {HTMLSelectElement} select @param {string} value */
  function offer(select, value) {
    select.querySelector("[data-of-recipe]")?.remove();
    if ([...select.options].some((option) => option.value === value)) return;
    select.add(createElement("option", { value, "data-of-recipe": "" }, value === "piecewise" ? "changed by hand" : nameOf(value)));
  }

  /** The course of the rate, the command, and whether it can be trained. */
  function showRest() {
    let found = "";
    try {
      const built = buildRecipe(resolveRecipe(recipe, digits.classNames.length, digits.shape));
      if (built.pythonOnly.length) found = `Only Python trains with ${built.pythonOnly.join(", ")}: leave it out here.`;
      else paintCourse(built);
    } catch (/** @type {any} */ error) {
      found = error.message;
    }
    setText(problem, found);
    useButton.disabled = found !== "" || Object.values(fields).some(({ error }) => error.textContent);
    setText(title, found ? "Set up a run" : `Set up a run: ${describeRecipe(recipe, shuffled)}`);
    setText(command, shuffled ? "(shuffled labels are made in the page only)" : `glassnet train ${recipe.name}.toml`);
  }

  /** @param {import("../../../nn/recipe.js").Recipe} built */
  function paintCourse(built) {
    const used = Math.min(built.examples ?? digits.count, digits.count) - built.validation;
    const stepsPerEpoch = Math.max(1, built.batchSize === "full" ? 1 : Math.ceil(used / Number(built.batchSize)));
    const steps = stepsPerEpoch * built.epochs;
    const rates = Array.from({ length: 121 }, (_, i) => built.schedule.rateAt({ step: Math.round((i / 120) * (steps - 1)), stepsPerEpoch, epochs: built.epochs }));
    const { context, width, height } = fitCanvas(course);
    const top = Math.max(...rates) || 1;
    const colors = readPalette();
    context.strokeStyle = formatColor(colors.negative);
    context.lineWidth = 2;
    context.beginPath();
    rates.forEach((rate, i) => context.lineTo((i / 120) * (width - 4) + 2, height - 3 - (rate / top) * (height - 8)));
    context.stroke();
    course.setAttribute("aria-label", `The learning rate over ${steps.toLocaleString("en")} updates: from ${formatNumber(rates[0])} to ${formatNumber(rates[120])}, at most ${formatNumber(top)}`);
    course.title = course.getAttribute("aria-label") ?? "";
  }

  return {
    /** @param {PlainRecipe} next @param {boolean} isShuffled */
    open(next, isShuffled) {
      recipe = next;
      shuffled = isShuffled;
      shuffle.checked = shuffled;
      toml.value = writeToml(recipe);
      dialog.showModal();
      showFields();
      showRest();
    },
    remove: () => dialog.remove(),
  };
}
