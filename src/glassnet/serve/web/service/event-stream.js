/** Server-sent events out of a response. `EventSource` cannot send a key, so the page reads them itself. */

/** @typedef {{id: string, event: string, data: any}} StreamedEvent  `id` is empty where the event has none; `data` is JSON */

/** @param {Response} response @returns {AsyncGenerator<StreamedEvent>} */
export async function* readEvents(response) {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event) yield event;
    }
  }
}

/** Null for a comment, such as a heartbeat, and for a block without data. @param {string} block @returns {StreamedEvent | null} */
export function parseEvent(block) {
  const fields = { id: "", event: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, name, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
    if (name) fields[/** @type {"id" | "event" | "data"} */ (name)] = value;
  }
  return fields.data === "" ? null : { ...fields, data: JSON.parse(fields.data) };
}
