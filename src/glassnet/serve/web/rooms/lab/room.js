/** Lab: What if? */

import { createElement } from "../../look/elements.js";
import { readSampleDigits } from "../backprop/core/sample-digits.js";
import { createJobs } from "./jobs.js";
import { createLab } from "./lab.js";
import { PAGES, findPage } from "./pages/index.js";
import { createAnswerView } from "./views/answer-view.js";
import { createMeasureView } from "./views/measure-view.js";

const SLOW = 80;
const PAUSE = 120;

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "lab",
  title: "Lab",
  question: "What if?",
  layout: "workbench",
  mount,
};

/** @param {import("../../studio/rooms.js").Context} context */
function mount(context) {
  const { store, slots, stage, inspector, timeline, announce } = context;
  const main = /** @type {HTMLElement} */ (slots.lower.closest("main"));
  const links = PAGES.map(({ id, title, question }) => createElement("a", { href: `#/lab/${id}`, title: question }, title));
  slots.controls.append(createElement("nav", { className: "lab-pages", "aria-label": "Pages of the lab" }, ...links));
  const answerView = createAnswerView(slots.aside);
  const measureView = createMeasureView({ begin: () => jobs.begin(), stop: () => jobs.pause() });
  const jobs = createJobs({ onState: (state) => measureView.setState(state) });
  const lab = createLab(context, {
    refresh: schedule,
    showNumber(found) {
      isKnown = true;
      measureView.show(found);
    },
  });
  const question = createElement("h2", { id: "lab-question" });
  const hint = createElement("p", { className: "lab-hint", id: "lab-hint" });
  const saw = createElement("p", { className: "lab-saw", id: "lab-saw" });
  const controls = createElement("div", { className: "lab-controls", role: "group", "aria-label": "Try" });
  const view = createElement("div", { className: "lab-view" });
  const refusal = createElement("p", { className: "lead", id: "lab-refusal", hidden: true });
  const body = createElement("div", { className: "lab-body" },
    createElement("div", { className: "lab-try" }, createElement("h3", { className: "heading" }, "Try"), hint, controls), view,
    createElement("div", { className: "lab-found" }, createElement("h3", { className: "heading" }, "What you saw"), saw),
    createElement("div", { className: "lab-found" }, createElement("h3", { className: "heading" }, "On the test digits"), measureView.element));
  slots.lower.append(createElement("section", { className: "lab-page", "aria-labelledby": "lab-question" }, question, refusal, body));

  /** @type {import("./lab.js").PageDescription | null} */
  let described = null;
  /** @type {import("./lab.js").Page | null} */
  let page = null;
  let frame = 0;
  let timer = 0;
  let duration = 0;
  let isKnown = false;
  let problem = "";
  let announced = "";

  function open() {
    const wanted = findPage(store.state.path[0]);
    if (wanted === described) return;
    page?.remove?.();
    described = wanted;
    page = null;
    main.dataset.lab = wanted.id;
    question.textContent = wanted.question;
    hint.textContent = wanted.hint;
    saw.textContent = "";
    controls.replaceChildren();
    view.replaceChildren();
    measureView.explain("");
    inspector.clear();
    stage.reset();
    links.forEach((link, i) => {
      if (PAGES[i] === wanted) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    links[PAGES.indexOf(wanted)].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Once a frame; where that took long last time, after a pause of the hand. */
  function schedule() {
    clearTimeout(timer);
    slots.aside.ariaBusy = "true";
    if (duration < SLOW) frame ||= requestAnimationFrame(show);
    else timer = window.setTimeout(() => { frame ||= requestAnimationFrame(show); }, PAUSE);
  }

  function show() {
    frame = 0;
    slots.aside.ariaBusy = "false";
    const started = performance.now();
    paint();
    duration = performance.now() - started;
  }

  function paint() {
    const { model, pixels } = store.state;
    if (!model) return;
    open();
    const reason = explainRefusal();
    refusal.hidden = reason === "";
    refusal.textContent = reason;
    body.hidden = reason !== "";
    if (reason) return showNothing();
    jobs.setSubject(lab.subject, `${model.name}:${modelNumber(model)}`);
    if (!page) {
      page = /** @type {import("./lab.js").PageDescription} */ (described).create(lab);
      controls.replaceChildren(...page.controls.map(({ element }) => element));
      view.replaceChildren(...page.view);
    }
    page.controls.forEach((control) => control.update());
    const shown = page.show();
    answerView.show(model.classNames, shown.now, shown.before ?? null, shown.image);
    say(shown.saw);
    isKnown = false;
    jobs.plan(page.jobs().filter((job) => !job.needsDigits || lab.knowsDigits));
    if (problem || (lab.digits && !lab.knowsDigits)) measureView.explain(problem || "The test digits are of other classes than this network’s.");
    else if (!isKnown) measureView.show(null);

    function explainRefusal() {
      if (!model?.summary.reads_drawings) return "This network reads images of another size. Choose another network: its name is above.";
      return /** @type {import("./lab.js").PageDescription} */ (described).refuse?.(lab) || (pixels ? "" : "Draw a digit first: the lab changes the network, or your digit, and shows what happens.");
    }
  }

  function showNothing() {
    jobs.plan([]);
    answerView.show(store.state.model?.classNames ?? [], null, null, store.state.pixels);
  }

  /** @param {string} words */
  function say(words) {
    if (saw.textContent !== words) saw.textContent = words;
    if (words !== announced) announce(words);
    announced = words;
  }

  /** @type {WeakMap<object, number>} */
  const numbers = new WeakMap();
  let models = 0;
  /** Networks that are trained in the page share a name. @param {object} model */
  function modelNumber(model) {
    if (!numbers.has(model)) numbers.set(model, (models += 1));
    return numbers.get(model);
  }

  let isOpen = true;
  readSampleDigits().then((samples) => {
    lab.samples = samples;
    if (isOpen) schedule();
  });
  jobs.load().then((digits) => { lab.digits = digits; }, (error) => { problem = error.message; }).then(() => { if (isOpen) schedule(); });
  timeline.set(null);
  const stops = [
    store.on(["model", "pixels", "params", "path", "theme", "level"], schedule),
    store.on(["selection"], () => { if (described?.id === "weight") schedule(); }),
  ];
  schedule();
  return () => {
    isOpen = false;
    slots.aside.ariaBusy = "false";
    stops.forEach((stop) => stop());
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    page?.remove?.();
    jobs.remove();
    delete main.dataset.lab;
  };
}
