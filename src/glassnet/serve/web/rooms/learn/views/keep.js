/** The line at the bottom: what one does with a trained network. */

import { createElement } from "../../../look/elements.js";
import { writeModelFile } from "../../../nn/model-file.js";
import { describeRecipe } from "../recipe/description.js";
import { formatRun } from "../recipe/address.js";
import { createButton, setText } from "./elements.js";
import { saveFile } from "./save.js";
import { paintStill, writeCurves } from "./still.js";

/** Milliseconds of each snapshot in a film. */
const FRAME = 60;
const VERSION = "page";

/**
 * @param {HTMLElement} root @param {import("../open-room.js").Shown} laboratory
 * @param {{useInRead: () => void, answers: () => Map<number, Float64Array>, toast: import("../../../studio/toast.js").Toast}} context
 */
export function createKeep(root, laboratory, { useInRead, answers, toast }) {
  const { run, classNames, note, trainedOn, madeBy, isShareable } = laboratory;

  function downloadModel() {
    const { shown, recipe } = run;
    if (!shown || !recipe) return toast.show("There are no weights yet.", { id: "learn" });
    const notes = { updates: shown.step, ...(run.shuffled ? { labels: "shuffled" } : {}) };
    const record = { version: VERSION, classNames, madeBy, trainedOn, notes };
    try {
      saveFile(`${recipe.name}.safetensors`, /** @type {any} */ (writeModelFile(recipe.plain, run.parametersOf(shown), record)), "application/octet-stream");
    } catch (/** @type {any} */ error) {
      toast.show(error.message, { id: "learn" });
    }
  }

  function saveStill() {
    const { shown } = run;
    if (!shown) return;
    const canvas = document.createElement("canvas");
    paintStill(canvas, run, shown, answers().get(shown.step), classNames);
    canvas.toBlob((blob) => blob && saveFile(`${run.plain?.name}-${shown.step}.png`, blob, "image/png"));
  }

  async function saveFilm() {
    const canvas = document.createElement("canvas");
    const first = run.history.snapshots[0];
    if (!first) return;
    run.pause();
    paintStill(canvas, run, first, answers().get(first.step), classNames);
    const type = ["video/webm;codecs=vp9", "video/webm", "video/mp4"].find((each) => MediaRecorder.isTypeSupported(each));
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: type, videoBitsPerSecond: 4e6 });
    /** @type {Blob[]} */
    const parts = [];
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
    recorder.start();
    film.disabled = true;
    const snapshots = [...run.history.snapshots];
    for (const [i, snapshot] of snapshots.entries()) {
      setText(name, `Film ${Math.round((100 * i) / snapshots.length)}\u202f%`);
      paintStill(canvas, run, snapshot, answers().get(snapshot.step), classNames);
      await new Promise((resolve) => setTimeout(resolve, FRAME));
    }
    recorder.stop();
    await stopped;
    film.disabled = false;
    setText(name, "Film");
    saveFile(`${run.plain?.name}.${type?.includes("mp4") ? "mp4" : "webm"}`, new Blob(parts, { type }), type ?? "video/webm");
  }

  async function share() {
    if (!run.plain) return;
    const query = new URLSearchParams(formatRun({ recipe: run.plain, shuffled: run.shuffled }));
    const address = `${location.href.split("#")[0]}#/learn${query.size ? `?${query}` : ""}`;
    const isCopied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    toast.show(isCopied ? "Copied: a link that trains to the same weights, bit for bit." : address, { id: "learn" });
  }

  const shareButton = createButton("Share run", share, { id: "learn-share", title: "A link to this recipe and seed" });
  shareButton.hidden = !isShareable;
  const film = createButton("Film", saveFilm, { title: "The weight images and your digit’s bars over the training, as WebM" });
  film.hidden = typeof MediaRecorder === "undefined";
  const name = /** @type {Element} */ (film.lastElementChild);
  root.append(
    createButton("Use it in Read", useInRead, { className: "quiet small outlined", id: "learn-use-in-read", title: "Read your drawings with this network" }),
    createButton("Download model", downloadModel, { id: "learn-download", title: "As .safetensors, for glassnet predict and glassnet studio --model" }),
    shareButton,
    createButton("PNG", saveStill, { id: "learn-png", title: "This moment as a picture" }),
    createButton("SVG", () => saveFile(`${run.plain?.name}.svg`, writeCurves(run.history, run.plain ? describeRecipe(run.plain) : ""), "image/svg+xml"), { title: "The curves as SVG" }),
    film,
    createElement("span", { className: "learn-data" }, note));
}
