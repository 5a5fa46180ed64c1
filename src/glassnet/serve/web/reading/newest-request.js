/** Requests while the user draws: one at a time, always for the newest drawing. */

/**
 * @template Question, Reply
 * @typedef {object} NewestRequest
 * @property {(question: Question) => void} send
 * @property {() => void} cancel  drops the reply of the request in progress
 */

const MIN_RETRY = 500;
const MAX_RETRY = 5000;

/**
 * @template Question, Reply
 * @param {(question: Question) => Promise<Reply>} request
 * @param {{onReply: (reply: Reply, question: Question) => void, onError: (error: any) => void, onRecovery?: () => void, onPending?: (pending: boolean) => void}} listener  `onPending` reports whether the newest question still has no reply
 * @param {number} pause  milliseconds between two requests
 * @returns {NewestRequest<Question, Reply>}
 */
export function createNewestRequest(request, listener, pause = 0) {
  /** @type {{question: Question} | null} */
  let waiting = null;
  let busy = false;
  let sent = 0;
  let retry = 0;
  let timer = 0;

  async function sendNext() {
    if (busy || !waiting) return;
    const { question } = waiting;
    const own = ++sent;
    waiting = null;
    busy = true;
    try {
      const reply = await request(question);
      if (retry) listener.onRecovery?.();
      retry = 0;
      if (own === sent) handleReply(reply, question);
    } catch (error) {
      if (own === sent) handleError(question, error);
    }
    busy = false;
    schedule(retry || pause);
  }

  /** @param {Reply} reply @param {Question} question */
  function handleReply(reply, question) {
    listener.onReply(reply, question);
    if (!waiting) listener.onPending?.(false);
  }

  /** @param {Question} question @param {any} error */
  function handleError(question, error) {
    listener.onError(error);
    const isTemporary = !error.status || error.status >= 500 || error.status === 429;
    retry = isTemporary ? Math.min(MAX_RETRY, 2 * retry || MIN_RETRY) : 0;
    if (isTemporary) waiting ??= { question };
    if (!waiting) listener.onPending?.(false);
  }

  /** @param {number} milliseconds */
  function schedule(milliseconds) {
    clearTimeout(timer);
    timer = window.setTimeout(sendNext, milliseconds);
  }

  window.addEventListener("online", () => schedule(0));

  return {
    send(question) {
      waiting = { question };
      listener.onPending?.(true);
      if (!retry) sendNext();
    },
    cancel() {
      waiting = null;
      sent++;
      listener.onPending?.(false);
    },
  };
}
