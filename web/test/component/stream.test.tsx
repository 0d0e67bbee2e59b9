import { waitFor } from "@solidjs/testing-library"
import { QueryObserver } from "@tanstack/query-core"
import { QueryClient } from "@tanstack/solid-query"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keys } from "~/api/server/keys"
import { followStream } from "~/api/server/stream"
import { TestChannel } from "./support/tabs"

const OWNER = "a".repeat(64)

type Line = { lastId: string | null; url: string; say: (text: string) => void; cut: () => void; aborted: () => boolean }

/** The server's end of every line that was opened. */
function streamServer(lines: Line[], asked: string[], status: () => number): typeof fetch {
  return async (input) => {
    const request = input as Request
    asked.push(request.url)
    if (status() !== 200) return new Response("{}", { status: status() })
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start: (its) => {
        controller = its
        request.signal.addEventListener("abort", () => its.error(new DOMException("aborted", "AbortError")))
      },
    })
    lines.push({
      lastId: request.headers.get("Last-Event-ID"),
      url: request.url,
      say: (text) => controller?.enqueue(new TextEncoder().encode(text)),
      cut: () => controller?.close(),
      aborted: () => request.signal.aborted,
    })
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } })
  }
}

/** One holder at a time, as the browser has it. */
function testLocks() {
  type Options = { signal?: AbortSignal; ifAvailable?: boolean }
  let last: Promise<unknown> = Promise.resolve()
  let turns = 0
  return {
    request: async (_name: string, options: Options, hold: (lock: object | null) => Promise<unknown>) => {
      if (options.ifAvailable && turns > 0) return hold(null)
      turns++
      const turn = last.then(() => (options.signal?.aborted ? undefined : hold({})))
      last = turn.catch(() => {}).then(() => turns--)
      return turn
    },
  }
}

describe("the stream", () => {
  const realFetch = globalThis.fetch
  const realChannel = globalThis.BroadcastChannel
  let lines: Line[] = []
  let asked: string[] = []
  let status = 200
  const stops: (() => void)[] = []

  beforeEach(() => {
    lines = []
    asked = []
    status = 200
    globalThis.fetch = streamServer(lines, asked, () => status)
    globalThis.BroadcastChannel = TestChannel as never
    Object.defineProperty(navigator, "locks", { value: testLocks(), configurable: true })
  })
  afterEach(() => {
    for (const stop of stops.splice(0)) stop()
    TestChannel.goAway()
    globalThis.fetch = realFetch
    globalThis.BroadcastChannel = realChannel
  })

  const tab = (all = false) => {
    const queries = new QueryClient()
    const stop = followStream(queries, { pubkey: OWNER, all })
    stops.push(stop)
    return { queries, stop }
  }
  const line = async (at: number): Promise<Line> => {
    await waitFor(() => expect(lines.length).toBeGreaterThan(at), { timeout: 5_000 })
    return lines[at] as Line
  }

  it("asks again for what was answered before its line stood, and leaves a code that somebody is about to pay", async () => {
    const { queries } = tab()
    const told = [keys.tenant(OWNER), keys.tenantInvoices(OWNER), keys.invoice("i"), keys.relay("r")]
    const left = [keys.invoiceCode("i"), keys.relayQuote("r", "basic"), keys.info()]
    for (const key of [...told, ...left]) queries.setQueryData<unknown>(key, {})
    const isStale = (key: readonly string[]) => queries.getQueryState(key)?.isInvalidated
    await line(0)
    await waitFor(() => expect(told.map(isStale)).toEqual(told.map(() => true)))
    expect(left.map(isStale)).toEqual(left.map(() => false))
  })

  /** An answer that is on its way while something else happens, and what is asked after it. */
  const slowly = (queries: QueryClient, key: readonly string[]) => {
    const answers: ((value: string) => void)[] = []
    const queryFn = () => new Promise<string>((resolve) => void answers.push(resolve))
    const observer = new QueryObserver(queries, { queryKey: key, queryFn })
    stops.push(observer.subscribe(() => {}))
    return answers
  }

  /** What is kept was just said to be old. */
  const isRenewed = async (queries: QueryClient) => {
    queries.setQueryData(keys.tenant(OWNER), {})
    await waitFor(() => expect(queries.getQueryState(keys.tenant(OWNER))?.isInvalidated).toBe(true))
  }

  it("does not believe an answer that was on its way before the line stood", async () => {
    const { queries } = tab()
    const answers = slowly(queries, keys.tenantInvoices(OWNER))
    await isRenewed(queries)
    answers[0]?.("open")
    await waitFor(() => expect(answers).toHaveLength(2))
    answers[1]?.("paid")
    await waitFor(() => expect(queries.getQueryData(keys.tenantInvoices(OWNER))).toBe("paid"))
  })

  it("does not believe an answer that was on its way before the news, nor before a reset", async () => {
    for (const news of [
      `id: i-1\nevent: invoice\ndata: ${JSON.stringify({ id: "i", tenant_pubkey: OWNER, status: "paid" })}\n\n`,
      "id: s-1\nevent: reset\ndata: {}\n\n",
    ]) {
      const at = lines.length
      const { queries, stop } = tab()
      await isRenewed(queries)
      const first = await line(at)
      const answers = slowly(queries, keys.tenantInvoices(OWNER))
      first.say(news)
      await isRenewed(queries)
      answers[0]?.("open")
      await waitFor(() => expect(answers).toHaveLength(2))
      stop()
    }
  })

  const relayEvent = (id: string, relay: object) =>
    `id: ${id}\nevent: relay\ndata: ${JSON.stringify({ tenant_pubkey: OWNER, ...relay })}\n\n`

  it("puts a relay where its page and the lists read it", async () => {
    const { queries } = tab()
    queries.setQueryData(keys.relay("a"), { id: "a", info_name: "Old" })
    queries.setQueryData([...keys.tenantRelays(OWNER), "kept"], [{ id: "b" }, { id: "a", info_name: "Old" }])
    queries.setQueryData([...keys.adminRelays(), { q: "" }], { rows: [{ id: "a", info_name: "Old" }], total: 1 })
    const first = await line(0)
    first.say(relayEvent("r-1", { id: "a", info_name: "New" }))
    await waitFor(() => expect(queries.getQueryData(keys.relay("a"))).toMatchObject({ info_name: "New" }))
    expect(queries.getQueryData([...keys.tenantRelays(OWNER), "kept"])).toMatchObject([
      { id: "b" },
      { info_name: "New" },
    ])
    expect(queries.getQueryData([...keys.adminRelays(), { q: "" }])).toMatchObject({ rows: [{ info_name: "New" }] })
  })

  it("has lists asked for again, because the news may belong into them or not any more", async () => {
    const { queries } = tab()
    const list = [...keys.tenantRelays(OWNER), "kept"]
    queries.setQueryData(list, [])
    const first = await line(0)
    await waitFor(() => expect(queries.getQueryState(list)?.isInvalidated).toBe(true))
    // The line stands; what is read from now on is asked for again only for news.
    queries.setQueryData(list, [])
    queries.setQueryData(keys.relayActivity("a"), [])
    first.say(relayEvent("r-1", { id: "a" }))
    const activity = { tenant_pubkey: OWNER, resource_type: "relay", resource_id: "a" }
    first.say(`id: r-2\nevent: activity\ndata: ${JSON.stringify(activity)}\n\n`)
    await waitFor(() => expect(queries.getQueryState(list)?.isInvalidated).toBe(true))
    expect(queries.getQueryState(keys.relayActivity("a"))?.isInvalidated).toBe(true)
  })

  it("has everything read again after a reset", async () => {
    const { queries } = tab()
    queries.setQueryData(keys.tenant(OWNER), { status: "active" })
    ;(await line(0)).say("id: s-1\nevent: reset\ndata: {}\n\n")
    await waitFor(() => expect(queries.getQueryState(keys.tenant(OWNER))?.isInvalidated).toBe(true))
  })

  it("passes over what it does not know", async () => {
    const { queries } = tab()
    const first = await line(0)
    first.say("id: r-1\nevent: weather\ndata: {}\n\nid: r-2\nevent: relay\ndata: not json\n\n")
    first.say(relayEvent("r-3", { id: "a", info_name: "New" }))
    await waitFor(() => expect(queries.getQueryData(keys.relay("a"))).toMatchObject({ info_name: "New" }))
  })

  it("goes on where it was cut off", async () => {
    tab()
    const first = await line(0)
    expect(first.lastId).toBeNull()
    first.say(relayEvent("r-7", { id: "a" }))
    first.cut()
    expect((await line(1)).lastId).toBe("r-7")
  })

  it("comes back after the server was away", async () => {
    status = 503
    tab()
    await waitFor(() => expect(asked.length).toBeGreaterThan(0))
    status = 200
    await line(0)
  })

  it("asks no more when the server refuses for good", async () => {
    status = 403
    const { stop } = tab(true)
    await waitFor(() => expect(asked).toHaveLength(1))
    expect(asked[0]).toContain("/stream?scope=all")
    // The next tab in turn gets the line only when this one has let go of it.
    status = 200
    tab(true)
    await line(0)
    expect(asked).toHaveLength(2)
    stop()
  })

  it("is one line for all tabs, and another tab takes it over", async () => {
    const one = tab()
    const two = tab()
    const first = await line(0)
    first.say(relayEvent("r-1", { id: "a", info_name: "New" }))
    await waitFor(() => expect(two.queries.getQueryData(keys.relay("a"))).toMatchObject({ info_name: "New" }))
    expect(lines).toHaveLength(1)
    one.stop()
    expect((await line(1)).lastId).toBe("r-1")
    expect(first.aborted()).toBe(true)
  })

  it("asks again in a second tab for what was answered before it heard the news of the first", async () => {
    tab()
    const first = await line(0)
    const two = tab()
    const answers = slowly(two.queries, keys.tenantInvoices(OWNER))
    two.queries.setQueryData(keys.relay("a"), { id: "a", info_name: "Old" })
    await isRenewed(two.queries)
    expect(two.queries.getQueryState(keys.relay("a"))?.isInvalidated).toBe(true)
    answers[0]?.("open")
    await waitFor(() => expect(answers).toHaveLength(2))
    first.say(relayEvent("r-1", { id: "a", info_name: "New" }))
    await waitFor(() => expect(two.queries.getQueryData(keys.relay("a"))).toMatchObject({ info_name: "New" }))
    expect(lines).toHaveLength(1)
  })

  it("asks again in all tabs for what was answered before the line of the first stood", async () => {
    status = 503
    tab()
    await waitFor(() => expect(asked.length).toBeGreaterThan(0))
    const two = tab()
    await isRenewed(two.queries)
    two.queries.setQueryData(keys.tenant(OWNER), {})
    two.queries.setQueryData(keys.invoiceCode("i"), {})
    expect(two.queries.getQueryState(keys.tenant(OWNER))?.isInvalidated).toBe(false)
    status = 200
    await line(0)
    await waitFor(() => expect(two.queries.getQueryState(keys.tenant(OWNER))?.isInvalidated).toBe(true))
    expect(two.queries.getQueryState(keys.invoiceCode("i"))?.isInvalidated).toBe(false)
  })

  it("asks for nothing again where a second tab goes on from the place that the first told it", async () => {
    const one = tab()
    const two = tab()
    await isRenewed(two.queries)
    ;(await line(0)).say("id: r-7\n\n")
    ;(await line(0)).say(relayEvent("r-8", { id: "a", info_name: "New" }))
    await waitFor(() => expect(two.queries.getQueryData(keys.relay("a"))).toMatchObject({ info_name: "New" }))
    two.queries.setQueryData(keys.tenant(OWNER), {})
    one.stop()
    const next = await line(1)
    expect(next.lastId).toBe("r-8")
    next.say(relayEvent("r-9", { id: "a", info_name: "Newer" }))
    await waitFor(() => expect(two.queries.getQueryData(keys.relay("a"))).toMatchObject({ info_name: "Newer" }))
    expect(two.queries.getQueryState(keys.tenant(OWNER))?.isInvalidated).toBe(false)
  })

  it("is a line for each tab where there are no locks, and none tells the others", async () => {
    Object.defineProperty(navigator, "locks", { value: undefined, configurable: true })
    const one = tab()
    await isRenewed(one.queries)
    one.queries.setQueryData(keys.tenant(OWNER), {})
    const two = tab()
    await isRenewed(two.queries)
    expect(lines).toHaveLength(2)
    expect(TestChannel.open.size).toBe(0)
    expect(one.queries.getQueryState(keys.tenant(OWNER))?.isInvalidated).toBe(false)
  })

  it("ends when it is stopped", async () => {
    const { stop, queries } = tab()
    const first = await line(0)
    stop()
    await waitFor(() => expect(first.aborted()).toBe(true))
    expect(lines).toHaveLength(1)
    expect(queries.getQueryCache().getAll()).toHaveLength(0)
  })
})
