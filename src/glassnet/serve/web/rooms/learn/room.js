/** Learn: How did it come to know? */

import { createElement } from "../../look/elements.js";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "learn",
  title: "Learn",
  question: "How did it come to know?",
  layout: "page",
  mount({ slots }) {
    slots.page.append(createElement("div", { className: "empty-room" }, createElement("h2", {}, "How did it come to know?"), createElement("p", { className: "lead" }, "This room is being built.")));
  },
};
