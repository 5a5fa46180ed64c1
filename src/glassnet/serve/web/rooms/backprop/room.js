/** Backprop: Why does each weight move, and by how much? */

import { createElement } from "../../look/elements.js";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "backprop",
  title: "Backprop",
  question: "Why does each weight move, and by how much?",
  layout: "page",
  mount({ slots }) {
    slots.page.append(createElement("div", { className: "empty-room" }, createElement("h2", {}, "Why does each weight move, and by how much?"), createElement("p", { className: "lead" }, "This room is being built.")));
  },
};
