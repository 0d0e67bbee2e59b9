import { describe, expect, it } from "vitest"
import { readEvents, type StreamEvent } from "~/api/server/stream-events"

async function events(pieces: string[]): Promise<StreamEvent[]> {
  const left = [...pieces]
  const read: StreamEvent[] = []
  for await (const event of readEvents(async () => left.shift())) read.push(event)
  return read
}

const TOLD =
  ': welcome\nid: 7f-3\n\nid: 7f-4\nevent: relay\ndata: {"id":"a"}\n\n: still here\n\nevent: reset\ndata: {}\n\n'

describe("server-sent events", () => {
  it("are read with their id, name and data", async () => {
    expect(await events([TOLD])).toEqual([
      { id: "7f-3", event: "", data: "" },
      { id: "7f-4", event: "relay", data: '{"id":"a"}' },
      { id: "7f-4", event: "", data: "" },
      { id: "7f-4", event: "reset", data: "{}" },
    ])
  })

  it("are the same wherever the pieces are cut", async () => {
    const whole = await events([TOLD])
    for (let at = 1; at < TOLD.length; at++) {
      expect(await events([TOLD.slice(0, at), TOLD.slice(at)])).toEqual(whole)
    }
    expect(await events([...TOLD])).toEqual(whole)
  })

  it("may end their lines as Windows does", async () => {
    expect(await events([TOLD.replaceAll("\n", "\r\n")])).toEqual(await events([TOLD]))
  })

  it("join several lines of data", async () => {
    expect(await events(["event: x\ndata: one\ndata:two\n\n"])).toEqual([{ id: "", event: "x", data: "one\ntwo" }])
  })

  it("that are cut off at the end are not believed", async () => {
    expect(await events(['event: relay\ndata: {"id":'])).toEqual([])
  })

  it("without an end are given up", async () => {
    await expect(events(["data: ".padEnd(1_000_010, "x")])).rejects.toThrow("without an end")
  })
})
