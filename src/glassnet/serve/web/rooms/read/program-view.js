/** The snippets of code, one at a time, to copy. */

import { createElement } from "../../look/elements.js";
import { SHEET } from "../../reading/backend.js";
import { writeSnippets } from "./program.js";

/** Where `glassnet studio` serves: an exported page has no service of its own. */
const LOCAL_SERVICE = "http://127.0.0.1:8000/";

/** @param {import("../../studio/rooms.js").Context} context */
export function createProgramView({ store, service, toast }) {
  const code = createElement("pre", { tabIndex: 0, role: "region", "aria-label": "Code" });
  const tabs = createElement("div", { className: "tabs", role: "group", "aria-label": "Language" });
  const copy = createElement("button", { type: "button", className: "quiet small" }, "Copy");
  const note = createElement("p", { className: "note" });
  const fold = createElement("details", { className: "fold", id: "program-fold" },
    createElement("summary", {}, createElement("span", { className: "fold-title" }, "Use it in your program")),
    note, createElement("div", { className: "tabs-head" }, tabs, copy), code);
  let chosen = "python";

  function show() {
    if (!fold.open) return;
    const { digit, pixels, modelName, raw, model } = store.state;
    const snippets = pixels ? writeSnippets(digit, pixels, { model: modelName, address: service.isStatic ? LOCAL_SERVICE : new URL("./", location.href).href, raw, side: SHEET }) : [];
    note.textContent = !pixels ? "Draw a digit: its code is written here." : model?.summary.inPage ? "This network is known in this page only: download it first." : "For exactly this drawing and this network.";
    tabs.hidden = copy.hidden = code.hidden = !pixels;
    tabs.replaceChildren(...snippets.map(({ id, name }) => createElement("button", { type: "button", className: "tab", "aria-pressed": String(id === chosen), onclick: () => { chosen = id; show(); } }, name)));
    code.textContent = snippets.find(({ id }) => id === chosen)?.code ?? "";
  }

  copy.addEventListener("click", async () => {
    const isCopied = await navigator.clipboard?.writeText(code.textContent ?? "").then(() => true, () => false);
    toast.show(isCopied ? "Copied." : "Copying is not allowed here: select the text.", { id: "copy" });
  });
  fold.addEventListener("toggle", show);
  const stop = store.on(["settled", "modelName", "raw", "rendering"], show);
  return { element: fold, stop };
}
