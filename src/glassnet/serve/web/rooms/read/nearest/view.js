/** "Nearest training digits": which images of the training set this drawing is most like, by its pixels and as the network sees it. */

import { createElement } from "../../../look/elements.js";
import { withArticle } from "../../../reading/article.js";
import { formatNumber } from "../../../reading/numbers.js";
import { createDigitImage } from "../../learn/views/elements.js";
import { describeHead } from "./neighbors.js";
import { createSearch } from "./search.js";

const COUNT = 8;
const SIDE = 28;

/** @param {import("../../../studio/rooms.js").Context} context */
export function createNearest({ store, bench }) {
  const note = createElement("p", { className: "note" });
  const rows = { pixels: createRow("By pixels"), hidden: createRow("") };
  const fold = createElement("details", { className: "fold numbers", id: "nearest-fold" },
    createElement("summary", {}, createElement("span", { className: "fold-title" }, "Nearest training digits")),
    rows.pixels.element, rows.hidden.element, note);
  const search = createSearch({
    onAnswer: ({ by, found, searched, of }) => {
      rows[by].show(found, getNames(), searched < of ? `${searched.toLocaleString("en")} of ${of.toLocaleString("en")} so far: ` : "");
      if (by === "hidden") describeSearched(of);
    },
    onError: (message) => { note.textContent = message; },
  });
  /** @type {import("./search.js").DigitSet | null} */
  let set = null;

  /** @param {string} name */
  function createRow(name) {
    const [title, sentence, images] = [createElement("h3", { className: "nearest-title" }, name), createElement("p", { className: "note" }), createElement("ul", { className: "nearest" })];
    return {
      element: createElement("div", {}, title, sentence, images),
      /** @param {string} text */
      name(text) { title.textContent = text; },
      clear() { images.replaceChildren(); sentence.textContent = ""; },
      /** @param {import("./search.js").Found[]} found @param {readonly string[]} names @param {string} before */
      show(found, names, before) {
        sentence.textContent = before + describeVote(found.map(({ label }) => names[label]));
        images.replaceChildren(...found.map(({ label, distance, image, index }) => {
          const title = `Training digit ${(index + 1).toLocaleString("en")}, ${withArticle(names[label])}, at distance ${formatNumber(distance, 2)}. Read it`;
          const button = createElement("button", { type: "button", className: "nearest-digit", title, "aria-label": title, onclick: () => bench.show({ kind: "pixels", pixels: image }) },
            createDigitImage(image, SIDE, ""), createElement("span", {}, createElement("strong", {}, names[label]), ` ${formatNumber(distance, 1)}`));
          return createElement("li", {}, button);
        }));
      },
    };
  }

  function getNames() {
    return store.state.model?.classNames ?? [];
  }

  async function show() {
    const { model, pixels } = store.state;
    fold.classList.toggle("waiting", !pixels);
    if (!fold.open || !model || !pixels) return search.stop();
    try {
      if (!set) note.textContent = "Loading the training digits …";
      set = (await search.open()).set;
    } catch (/** @type {any} */ error) {
      note.textContent = error.message;
      return;
    }
    if (store.state.model !== model || store.state.pixels !== pixels || !fold.open) return;
    const isOfDigits = SIDE * SIDE === pixels.length && set.classNames.every((name, i) => model.classNames[i] === name);
    for (const row of Object.values(rows)) row.element.hidden = !isOfDigits;
    if (!isOfDigits) {
      note.textContent = "This network is for other classes: its training images are not in this page.";
      return search.stop();
    }
    const head = describeHead(model.network);
    rows.hidden.element.hidden = head === null;
    if (head) rows.hidden.name(`By the outputs of layer ${head.name}, ${head.neurons} neurons`);
    describeSearched(set.count);
    search.find(model, pixels, COUNT);
  }

  /** @param {number} count of the digits that the hidden layer is asked about */
  function describeSearched(count) {
    if (!set) return;
    const all = `${set.count.toLocaleString("en")} ${set.isMnist ? "training digits of MNIST" : "simulated digits that come with this page, not those that the network was trained on"}`;
    const fewer = count < set.count ? `, by the layer among the first ${count.toLocaleString("en")}, as this network takes long for each` : "";
    note.textContent = `Among ${all}${fewer}. The number is the distance: the root of the sum of squared differences, of pixels from 0 to 1 or of the neurons’ outputs.`;
  }

  fold.addEventListener("toggle", show);
  const stop = store.on(["settled", "model", "raw"], show);
  return {
    element: fold,
    stop() {
      stop();
      search.remove();
    },
  };
}

/** @param {string[]} labels */
export function describeVote(labels) {
  const votes = (/** @type {string} */ name) => labels.filter((each) => each === name).length;
  const [most] = labels.toSorted((a, b) => votes(b) - votes(a));
  if (most === undefined) return "";
  return votes(most) === labels.length ? `All ${labels.length} are ${withArticle(most)}.` : `${votes(most)} of ${labels.length} are ${withArticle(most)}.`;
}
