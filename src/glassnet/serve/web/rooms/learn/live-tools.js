/** What the room has for a run of the service: its state and its commands. */

import { createLiveControls } from "./views/live-controls.js";

/**
 * @param {import("../../studio/rooms.js").Context} context @param {import("./live/live-laboratory.js").LiveLaboratory} laboratory
 * @param {{openRuns: () => void, goBack: () => void}} actions
 */
export function createLiveTools({ slots }, laboratory, actions) {
  const controls = createLiveControls(slots.controls, laboratory, actions);
  const { port } = laboratory;
  return {
    controls, tabs: [],
    describe: () => (port.detail.state === "running" ? "" : port.detail.state),
    leave: laboratory.close,
  };
}
