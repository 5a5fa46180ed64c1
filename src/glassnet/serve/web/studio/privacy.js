/** Where what one draws goes: it is said on the page. */

import { createElement, getElement } from "../look/elements.js";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** @param {boolean} isStatic  whether the page has no service */
export function showPrivacy(isStatic) {
  getElement("slot-bench").before(createElement("p", { className: "note privacy", id: "privacy" }, describePrivacy(isStatic, location.hostname)));
}

/** @param {boolean} isStatic @param {string} host */
export function describePrivacy(isStatic, host) {
  if (isStatic) return "What you draw stays in this browser: the page works offline.";
  return LOOPBACK.test(host) ? "What you draw stays on this computer." : `What you draw is sent to ${host}, and to no one else.`;
}
