/** The errata of one tutorial, as links. */

import { createElement } from "../../../look/elements.js";
import { findErrata } from "../measurements.js";
import { createLink } from "../parts.js";

/** All tutorials that have an erratum. @param {import("../measurements.js").Erratum} erratum */
export function listTutorials({ tutorial, also = [] }) {
  return [tutorial, ...also];
}

/** @param {string} tutorial */
export function createErratumLinks(tutorial) {
  const list = createElement("ul", { className: "library-bullets" });
  findErrata().then(({ errata }) => {
    const own = errata.filter((each) => listTutorials(each).includes(tutorial));
    list.append(...own.map(({ key, title }) => createElement("li", {}, createLink(`#/library/errata/${key}`, title))));
  }, (error) => list.append(createElement("li", {}, error.message)));
  return list;
}
