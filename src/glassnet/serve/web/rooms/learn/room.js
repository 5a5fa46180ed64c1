/** Learn: how did it come to know? */

import { createElement } from "../../look/elements.js";
import { openRoom } from "./open-room.js";
import { openLaboratory } from "./laboratory.js";

/** @type {import("../../studio/rooms.js").Room} */
export default {
  id: "learn",
  title: "Learn",
  question: "How did it come to know?",
  layout: "workbench",
  wideAside: true,
  mount(context) {
    let isOpen = true;
    let close = () => {};
    const waiting = createElement("p", { className: "note", role: "status" }, "Loading the digits to train on …");
    context.slots.controls.append(waiting);
    openLaboratory().then(
      (laboratory) => {
        if (!isOpen) return;
        waiting.remove();
        close = openRoom(context, laboratory);
      },
      (error) => { if (isOpen) waiting.textContent = error.message; },
    );
    return () => {
      isOpen = false;
      close();
    };
  },
};
