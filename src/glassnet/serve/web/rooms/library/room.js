/** Library: Which networks are there, and how good are they? */

import { createElement } from "../../look/elements.js";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "library",
  title: "Library",
  question: "Which networks are there, and how good are they?",
  layout: "page",
  mount({ slots }) {
    slots.page.append(createElement("div", { className: "empty-room" }, createElement("h2", {}, "Which networks are there, and how good are they?"), createElement("p", { className: "lead" }, "This room is being built.")));
  },
};
