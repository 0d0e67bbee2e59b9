/** One server-sent event. `id` is the position to resume from; `event` is empty if only an id was sent. */
export type StreamEvent = { id: string; event: string; data: string }

/** Longest event, in characters. The server never sends more. */
const EVENT_MAX = 1_000_000

/**
 * Parses a `text/event-stream` in order, however it is split. Comments are returned as events without a name, because
 * they show that the server is alive. @throws Error if an event is too long, or `read` throws
 */
export async function* readEvents(read: () => Promise<string | undefined>): AsyncGenerator<StreamEvent> {
  let buffer = ""
  let id = ""
  for (let piece = await read(); piece !== undefined; piece = await read()) {
    buffer += piece.replaceAll("\r", "")
    const blocks = buffer.split("\n\n")
    buffer = blocks.pop() ?? ""
    if (buffer.length > EVENT_MAX) throw new Error("an event without an end")
    for (const block of blocks) {
      const event = parse(block, id)
      id = event.id
      yield event
    }
  }
}

function parse(block: string, idBefore: string): StreamEvent {
  const event: StreamEvent = { id: idBefore, event: "", data: "" }
  const data: string[] = []
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":")
    if (colon === 0) continue
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "")
    if (name === "id") event.id = value
    else if (name === "event") event.event = value
    else if (name === "data") data.push(value)
  }
  event.data = data.join("\n")
  return event
}
