/** Files inside the page itself: `glassnet studio --one-file` puts them there, since pages opened from disk cannot fetch any. */

/**
 * @param {string} address  of a file, as it would be loaded
 * @returns {{text: string, isBase64: boolean} | null}
 */
export function findEmbedded(address) {
  const wanted = resolve(address);
  const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("script[data-file]"));
  const found = [...elements].find(({ dataset }) => resolve(dataset.file ?? "") === wanted);
  return found ? { text: found.textContent ?? "", isBase64: found.dataset.encoding === "base64" } : null;
}

/** @param {string} address */
function resolve(address) {
  return new URL(address, document.baseURI).href;
}
