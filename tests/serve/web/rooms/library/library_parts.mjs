/** Calls pure parts of the Library and of the lessons: a part's name and its arguments on stdin, what it returns on stdout. */

import { readFileSync } from "node:fs";

const web = process.argv[2];
const { EXERCISES } = await import(`${web}/rooms/library/bugs/catalog.js`);
const { countPoints, judgeAnswer } = await import(`${web}/rooms/library/bugs/marking.js`);
const { findSymptoms } = await import(`${web}/rooms/library/bugs/symptoms.js`);
const { findCheck } = await import(`${web}/rooms/library/errata/checks/index.js`);
const { findInterval, findSamplingError } = await import(`${web}/rooms/library/intervals.js`);
const { describeMean } = await import(`${web}/rooms/library/tutorials/seed-picture.js`);

/** Images and labels as plain numbers: a labeled set. */
const label = ({ images, labels }) => ({ name: "digits", count: labels.length, shape: [28, 28], images: Uint8Array.from(Buffer.from(images, "base64")), labels: Uint8Array.from(labels), classNames: [..."0123456789"] });

const failing = (rows) => rows.filter(({ holds }) => !holds).map(({ name }) => name);

async function describe(hooks, digits) {
  const found = await findSymptoms(hooks, label(digits), () => true);
  const last = found.accuracies.at(-1);
  return {
    before: failing(found.before), after: failing(found.after), ratios: found.before.map(({ ratio }) => ratio), first: found.losses[0], last: found.losses.at(-1),
    lowest: Math.min(...found.losses), highestLoss: Math.max(...found.losses), train: last.train, test: last.test, fresh: found.fresh,
    stepRatio: found.stepRatio, saturated: found.saturated, distinct: found.distinct, highest: found.highest,
  };
}

const PARTS = {
  exercises: () => EXERCISES.map(({ number, bug, place }) => ({ number, key: bug.key, place, hints: bug.hints.length })),
  async symptoms(digits) {
    const found = { none: await describe({}, digits) };
    for (const { bug, layer } of EXERCISES) found[bug.key] = await describe(bug.plant(layer), digits);
    return found;
  },
  judge: (number, place, key) => judgeAnswer(EXERCISES.find((each) => each.number === number), place, key).isRight,
  countPoints,
  async checks(keys) {
    const found = {};
    for (const key of keys) found[key] = { right: await findCheck(key).run(false), written: await findCheck(key).run(true) };
    return found;
  },
  hasCheck: (keys) => keys.filter((key) => !findCheck(key)),
  findIntervals: (pairs) => pairs.map(([share, count]) => findInterval(share, count)),
  findSamplingError, describeMean,
};

const [part, ...given] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify((await PARTS[part](...given)) ?? null));
