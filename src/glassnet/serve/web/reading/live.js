/** Reading while somebody draws: one question at a time, always about the newest drawing. */

/**
 * @template Question, Reply
 * @typedef {object} Live
 * @property {(question: Question) => void} ask
 * @property {() => void} forget  what is under way will not be told
 */

const FIRST_RETRY = 500;
const LONGEST_RETRY = 5000;

/**
 * @template Question, Reply
 * @param {(question: Question) => Promise<Reply>} answer
 * @param {{told: (reply: Reply, question: Question) => void, failed: (error: any) => void, mended?: () => void, awaiting?: (answer: boolean) => void}} listener  `awaiting` hears whether the newest question still is without an answer
 * @param {number} pause  milliseconds between two questions
 * @returns {Live<Question, Reply>}
 */
export function createLive(answer, listener, pause = 0) {
  /** @type {{question: Question} | null} */
  let waiting = null;
  let busy = false;
  let asked = 0;
  let retry = 0;
  let timer = 0;

  async function next() {
    if (busy || !waiting) return;
    const { question } = waiting;
    const mine = ++asked;
    waiting = null;
    busy = true;
    try {
      const reply = await answer(question);
      if (retry) listener.mended?.();
      retry = 0;
      if (mine === asked) told(reply, question);
    } catch (error) {
      if (mine === asked) failed(question, error);
    }
    busy = false;
    later(retry || pause);
  }

  /** @param {Reply} reply @param {Question} question */
  function told(reply, question) {
    listener.told(reply, question);
    if (!waiting) listener.awaiting?.(false);
  }

  /** @param {Question} question @param {any} error */
  function failed(question, error) {
    listener.failed(error);
    const worthAnotherTry = !error.status || error.status >= 500 || error.status === 429;
    retry = worthAnotherTry ? Math.min(LONGEST_RETRY, 2 * retry || FIRST_RETRY) : 0;
    if (worthAnotherTry) waiting ??= { question };
    if (!waiting) listener.awaiting?.(false);
  }

  /** @param {number} milliseconds */
  function later(milliseconds) {
    clearTimeout(timer);
    timer = window.setTimeout(next, milliseconds);
  }

  window.addEventListener("online", () => later(0));

  return {
    ask(question) {
      waiting = { question };
      listener.awaiting?.(true);
      if (!retry) next();
    },
    forget() {
      waiting = null;
      asked++;
      listener.awaiting?.(false);
    },
  };
}
