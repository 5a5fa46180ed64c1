/** Lab: What if? */

import { createElement } from "../../look/elements.js";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "lab",
  title: "Lab",
  question: "What if?",
  layout: "page",
  mount({ slots }) {
    slots.page.append(createElement("div", { className: "empty-room" }, createElement("h2", {}, "What if?"), createElement("p", { className: "lead" }, "This room is being built.")));
  },
};
