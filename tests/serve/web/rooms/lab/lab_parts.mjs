// What the page's labs compute, for a network and digits from Python: JSON in, JSON out.
import { readFileSync } from "node:fs";

const [web] = process.argv.slice(2);
const load = (path) => import(`${web}/${path}`);
const { buildModel } = await load("models/page-model.js");
const { createSubject, packSubject, unpackSubject } = await load("rooms/lab/core/subject.js");
const { startTask } = await load("rooms/lab/core/tasks.js");
const weights = await load("rooms/lab/core/changing-weights.js");
const { WeightNoise } = await load("rooms/lab/core/weight-noise.js");
const { changeImages } = await load("rooms/lab/core/measuring.js");
const { gradientOfOutput, scaleImages } = await load("rooms/lab/core/gradients.js");
const { spoil, prepare } = await load("rooms/lab/core/preparing.js");

const { description, images, labels, asked } = JSON.parse(readFileSync(0, "utf8"));
const bytes = Uint8Array.from(atob(images), (letter) => letter.charCodeAt(0));
const digits = { images: bytes, labels: Uint8Array.from(labels), count: labels.length };
const subject = unpackSubject(structuredClone(packSubject(createSubject(buildModel(description)))));
const { network, parameters } = subject;
const image = (index) => bytes.slice(index * 784, (index + 1) * 784);

function finish(task, settings) {
  const work = startTask(task, subject, digits, settings, () => {});
  let last = 0;
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (!(value >= last && value <= 1)) throw new Error(`${task}: progress ${value} after ${last}`);
    last = value;
  }
}

const vectors = {
  noBiases: () => weights.removeBiases(parameters),
  weightNoise: ({ strength, seed }) => new WeightNoise(network, parameters, seed).addTo(parameters, strength),
  prune: ({ kept }) => weights.prune(network, parameters, kept),
  quantize: ({ bits }) => weights.quantize(network, parameters, bits),
};

const answers = asked.map(({ what, ...settings }) => {
  if (what in vectors) return [...vectors[what](settings).vector];
  if (what === "changed") return [...changeImages(subject, digits, settings.change, settings.strength)];
  if (what === "gradient") return [...gradientOfOutput(subject, scaleImages(parameters, image(settings.index)), settings.output)];
  if (what === "spoil") return [...spoil(bytes, settings.handling)];
  if (what === "prepare") return [...prepare(bytes)];
  if ("index" in settings) settings.pixels = image(settings.index);
  if ("corners" in settings) settings.corners = settings.corners.map(image);
  const result = finish(what, settings);
  if (what === "plane") return { classes: [...result.classes], confidences: [...result.confidences] };
  return ArrayBuffer.isView(result) ? [...result] : result;
});
console.log(JSON.stringify(answers));
