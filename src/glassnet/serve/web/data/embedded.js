/** Files inside the page itself: `glassnet studio --one-file` puts them there, since pages opened from disk cannot fetch any. */

/**
 * @param {string} path  from the page's folder
 * @returns {{text: string, isBase64: boolean} | null}
 */
export function findEmbedded(path) {
  const name = path.replace(/^\.?\//, "");
  const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("script[data-file]"));
  const found = [...elements].find(({ dataset }) => dataset.file === name);
  return found ? { text: found.textContent ?? "", isBase64: found.dataset.encoding === "base64" } : null;
}
