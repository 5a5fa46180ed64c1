/** Calls parts of the lessons: a part's name and its arguments on stdin, what it returns on stdout. */

import { readFileSync } from "node:fs";

const web = process.argv[2];
const { COURSE, PLACES } = await import(`${web}/lessons/course.js`);
const { judgeGiven, parseNumber } = await import(`${web}/lessons/lesson.js`);
const { findAnswer } = await import(`${web}/lessons/computing.js`);
const { buildModel } = await import(`${web}/models/page-model.js`);

const PARTS = {
  course: () => COURSE.map(({ title, minutes, aims, steps }) => ({ title, minutes, aims, steps: steps.map(({ question: { text, choices, isAction, solution }, ...step }) => ({ ...step, text: step.text, question: { text, choices, isAction, solution } })) })),
  ids: () => PLACES.map(({ id }) => id),
  parseNumbers: (texts) => texts.map(parseNumber),
  judge: (answer, given) => judgeGiven(answer, given),

  async answers(descriptions, pixels, cases) {
    const models = Object.fromEntries(descriptions.map((description) => [description.name, buildModel(description)]));
    const service = { loadModel: async (name) => models[name] };
    const found = {};
    for (const { id, net, selection = null, params = {}, firstLabel = null } of cases) {
      const { question } = PLACES.find((place) => place.id === id).step;
      const state = { model: models[net], pixels: pixels && Uint8Array.from(pixels), selection, params };
      (found[id] ??= []).push(await findAnswer(question, { state, service, firstLabel }));
    }
    return found;
  },
};

const [part, ...given] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify((await PARTS[part](...given)) ?? null));
