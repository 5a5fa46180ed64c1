/** One room at a time: the navigation, taking a room down, and mounting the next one. */

import { createElement, getElement } from "../look/elements.js";
import { ROOMS } from "./rooms.js";

/** @param {import("./rooms.js").Context} context @param {(id: string) => import("./rooms.js").Room} findRoom */
export function setUpRooms(context, findRoom) {
  const { store, stage, inspector, timeline, slots } = context;
  const main = getElement("main");
  const links = ROOMS.map((room) => createElement("a", { href: `#/${room.id}`, title: room.question }, room.title));
  getElement("rooms").replaceChildren(...links);
  /** @type {import("./rooms.js").Room | null} */
  let present = null;
  /** @type {(() => void) | void} */
  let unmount;

  function reset() {
    unmount?.();
    unmount = undefined;
    timeline.set(null);
    inspector.clear();
    stage.reset();
    for (const slot of Object.values(slots)) slot.replaceChildren();
  }

  function show() {
    const room = findRoom(store.state.room);
    if (room === present) return;
    reset();
    present = room;
    main.dataset.layout = room.layout;
    main.dataset.room = room.id;
    main.dataset.aside = room.wideAside ? "wide" : "normal";
    slots.page.hidden = room.layout !== "page";
    document.title = `${room.title} · Glassnet: look inside a neural network`;
    links.forEach((link, i) => {
      if (ROOMS[i] === room) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    unmount = room.mount(context);
  }

  store.on(["room"], show);
  show();
}
