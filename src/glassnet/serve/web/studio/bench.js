/** The bench: the sheet, its tools, and the 28x28 that the drawing becomes. It is the same one in all rooms. */

import { drawExample } from "../ink/example.js";
import { setUpImages } from "../ink/images.js";
import { createSheet } from "../ink/sheet.js";
import { setUpTools } from "../ink/tools.js";
import { getElement } from "../look/elements.js";
import { createDigitFinder } from "./drawn-digits.js";
import { createFoundDigits } from "./found-digits.js";
import { createNumberView } from "./number-view.js";
import { NO_INK, renderDrawing } from "./render-drawing.js";
import { createSteps } from "./steps.js";

/**
 * @typedef {import("../reading/backend.js").Drawing} Drawing
 * @typedef {ReturnType<typeof createBench>} Bench
 */

/**
 * @param {import("./rooms.js").Store} store @param {import("../service/service.js").Service} service
 * @param {import("./toast.js").Toast} toast
 */
export function createBench(store, service, toast) {
  const sheet = createSheet(/** @type {HTMLCanvasElement} */ (getElement("sheet")), handleInk, finishStroke);
  const tools = setUpTools(sheet, { random: showRandomDigit });
  const digits = createFoundDigits(getElement("found-digits"), (rendering) => store.set({ rendering, pixels: rendering.pixels }));
  const steps = createSteps(getElement("steps"), store, sheet);
  const findDrawn = createDigitFinder();
  /** @type {import("./drawn-digits.js").DrawnDigit[]} */
  let drawn = [];
  const number = createNumberView(getElement("number"), getElement("drawn-digits"), store, chooseDigit);
  /** A stroke of the digit that is looked into: the newest one until another is chosen. @type {{strokes: unknown, stroke: unknown}} */
  let focus = { strokes: null, stroke: null };
  let frame = 0;

  /** While the pen moves, the 28x28 is made once a frame. */
  function handleInk() {
    tools.update();
    tools.setNote("");
    frame ||= requestAnimationFrame(render);
  }

  function render() {
    cancelAnimationFrame(frame);
    frame = 0;
    const { drawing } = sheet;
    if (drawing.kind !== "image") {
      digits.clear();
      showDrawing(drawing);
    } else if (drawing !== store.state.drawing) {
      number.show([]);
      store.set({ drawing, digit: drawing, rendering: NO_INK, pixels: null });
      findDigits(drawing.image);
    }
    steps.show();
  }

  /** One digit, or several: the rooms look into the newest one, or the chosen one. @param {Exclude<Drawing, {kind: "image"}>} drawing */
  function showDrawing(drawing) {
    const isSplit = drawing.kind === "strokes" && !store.state.raw;
    drawn = isSplit ? findDrawn(drawing) : [];
    if (drawing.kind !== "strokes" || drawn.length < 2) {
      const rendering = renderDrawing(drawing, store.state.raw);
      store.set({ drawing, digit: drawing, rendering, pixels: rendering.pixels });
      return number.show([]);
    }
    if (focus.strokes !== drawing.strokes) focus = { strokes: drawing.strokes, stroke: drawing.strokes.at(-1) };
    const found = drawn.findIndex((each) => each.drawing.strokes.some((stroke) => stroke === focus.stroke));
    const index = Math.max(0, found);
    const { rendering, drawing: digit } = drawn[index];
    store.set({ drawing, digit, rendering, pixels: rendering.pixels });
    number.show(drawn, index);
  }

  /** @param {number} index */
  function chooseDigit(index) {
    focus = { strokes: sheet.strokes, stroke: drawn[index].drawing.strokes[0] };
    finishStroke();
  }

  function finishStroke() {
    render();
    store.set({ settled: store.state.settled + 1 });
  }

  /** Only the service finds digits in pictures. @param {Blob} image */
  async function findDigits(image) {
    tools.setNote("Looking for digits …");
    try {
      const found = await service.findDigits(image, store.state.modelName);
      if (sheet.drawing.kind !== "image" || sheet.drawing.image !== image) return;
      toast.hide("picture");
      tools.setNote(digits.show(found, image));
      store.set({ settled: store.state.settled + 1 });
      steps.show();
    } catch (/** @type {any} */ error) {
      tools.setNote(error.status ? "" : "Pictures and the camera need the service.");
      toast.show(error.message, { id: "picture", kind: "error" });
    }
  }

  async function showRandomDigit() {
    try {
      const { pixels, label, set } = await service.getRandomDigit();
      sheet.show({ kind: "pixels", pixels });
      tools.setNote(`${set}, labeled ${label}.`);
      toast.hide("random");
    } catch (/** @type {any} */ error) {
      toast.show(error.message, { id: "random", kind: "error" });
    }
  }

  setUpImages({
    onImage: (image) => sheet.show({ kind: "image", image }),
    onError: (message) => toast.show(message, { id: "picture", kind: "error" }),
  });
  store.on(["raw"], render);
  store.on(["theme"], sheet.repaint);
  store.on(["online"], ({ online }) => {
    if (online) for (const id of ["picture", "random"]) toast.hide(id);
  });
  tools.update();

  return {
    sheet,
    /** Show a drawing as the user's own, from an address or another room. @param {Drawing} drawing */
    show(drawing) {
      if (drawing.kind !== "strokes") return sheet.show(drawing);
      sheet.setPen(drawing.pen);
      sheet.restore(drawing.strokes);
    },
    showExample: () => void drawExample(sheet),
    setNote: tools.setNote,
    /** A sentence below the steps from ink to the 28x28. @param {string} text */
    setStepsNote(text) { getElement("steps-note").textContent = text; },
  };
}
