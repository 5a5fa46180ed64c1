/** What a screen reader says: the newest sentence, after a pause without another. */

const DELAY = 450;

/** @param {HTMLElement} region @returns {(text: string) => void} */
export function createAnnouncer(region) {
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => { region.textContent = text; }, DELAY);
  };
}
