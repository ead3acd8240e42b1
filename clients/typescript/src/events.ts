/** Reads server-sent events. */

/** One event: its name and its data. */
export interface SentEvent {
  event: string;
  data: string;
}

/** The events of a stream of text; comments, which only keep a connection alive, are none. */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<SentEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let waiting = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      waiting += value ?? "";
      const blocks = waiting.split(/\r?\n\r?\n/);
      waiting = blocks.pop() ?? "";
      for (const block of done ? [...blocks, waiting] : blocks) {
        const found = read(block);
        if (found) yield found;
      }
      if (done) return;
    }
  } finally {
    // Who stops listening is not waited for: the service ends its work when the connection does.
    await reader.cancel().catch(() => undefined);
  }
}

function read(block: string): SentEvent | null {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^(event|data): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value ?? "";
    if (field === "data") data.push(value ?? "");
  }
  return data.length ? { event, data: data.join("\n") } : null;
}
