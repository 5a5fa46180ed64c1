/** Calls pure parts of the studio: a part's name and its arguments on stdin, what it returns on stdout. */

import { readFileSync } from "node:fs";

const web = process.argv[2];
const { formatAddress, formatSelection, parseAddress, parseSelection } = await import(`${web}/studio/address.js`);
const { createStore } = await import(`${web}/studio/store.js`);
const { formatDrawing, parseDrawing } = await import(`${web}/ink/share.js`);
const { findShownName, groupModels } = await import(`${web}/models/cards.js`);
const { buildModel } = await import(`${web}/models/page-model.js`);
const { answer } = await import(`${web}/models/answer.js`);
const { createColumns, getNeuronName } = await import(`${web}/stage/columns.js`);
const { computeSum } = await import(`${web}/stage/receptive-field.js`);
const { compareOutputs, findChange } = await import(`${web}/rooms/read/counterfactual.js`);
const { nameForCommand, writeSnippets } = await import(`${web}/rooms/read/program.js`);

/** Sums of some neurons, and the activation that follows them. */
function sumNeurons(description, pixels, neurons) {
  const model = buildModel(description);
  const { pass } = answer(model, Uint8Array.from(pixels));
  const values = { model, columns: createColumns(model), parameters: model.parameters, pass };
  return neurons.map(([column, index]) => ({ ...computeSum(values, values.columns[column], index), kind: values.columns[column].kind }));
}

const PARTS = {
  parseAddress, formatAddress, parseSelection, formatSelection, findShownName,
  groupModels: (models) => groupModels(models).map(({ title, cards }) => [title, cards.map(({ name }) => name)]),
  reopen: (drawing) => parseDrawing(formatDrawing(drawing)),
  parseDrawing,
  sumNeurons,
  answer(description, pixels) {
    const { pass, ...rest } = answer(buildModel(description), Uint8Array.from(pixels));
    return { ...rest, layers: pass.layers.map(({ outputs }) => Array.from(outputs.data)) };
  },
  columns: (description) => createColumns(buildModel(description)).map(({ kind, activations, shape }) => ({ kind, activations, shape })),
  /** What a neuron is called on the page, and in a command. */
  names(description, neurons) {
    const model = buildModel(description);
    const columns = createColumns(model);
    return neurons.map(([column, index]) => [getNeuronName(columns[column], index, model), nameForCommand(columns[column], index)]);
  },
  compareOutputs(description, pixels, answered, wished) {
    const { lead, gains } = compareOutputs(buildModel(description), Uint8Array.from(pixels), answered, wished);
    return { lead, gains: Array.from(gains) };
  },
  findChange(description, pixels, answered, wished) {
    const change = findChange(buildModel(description), Uint8Array.from(pixels), answered, wished);
    return change && { ...change, pixels: Array.from(change.pixels) };
  },
  snippets: (drawing, pixels, options) => writeSnippets(drawing, Uint8Array.from(pixels), options),
  listen() {
    const store = createStore({ one: 1, other: 2 });
    const heard = [];
    const stop = store.on(["one"], ({ one }) => heard.push(one));
    store.set({ other: 3 });
    store.set({ one: 1 });
    store.set({ one: 5, other: 6 });
    stop();
    store.set({ one: 7 });
    return { heard, state: store.state, frozen: Object.isFrozen(store.state) };
  },
};

const [part, ...given] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(PARTS[part](...given) ?? null));
