import type { QueryClient } from "@tanstack/solid-query"
import { sendSigned } from "./client"
import { onRecovery } from "./connection"
import { streamCache } from "./stream-cache"
import { readEvents, type StreamEvent } from "./stream-events"

/** The server says something at least every 15 s; after this long without a word the line is dead, in milliseconds. */
const SILENCE_MAX_MS = 40_000
const WAIT_FIRST_MS = 500
const WAIT_MAX_MS = 20_000

/** Whose news: one's own, or everybody's for an operator on their pages. */
export type StreamScope = { pubkey: string; all: boolean }

/** What the tab that holds the line tells the others. */
type Shared = { event: StreamEvent }

/** Without a place to resume from, what happened before the line stood was told to nobody, and so was what happened while it was cut. */
const BEGAN: StreamEvent = { id: "", event: "began", data: "" }
const RESET: StreamEvent = { id: "", event: "reset", data: "{}" }

/**
 * Keeps the pages up to date until it is stopped. One tab of the browser holds the line to the server and shares what it hears:
 * browsers open only a few connections to one server. When that tab goes, another takes over where it stopped.
 */
export function followStream(queries: QueryClient, scope: StreamScope): () => void {
  const cache = streamCache(queries)
  const stop = new AbortController()
  const name = `caravel-stream-${scope.all ? "all" : "own"}-${scope.pubkey}`
  const place = { lastId: "" }
  // Without locks (a page served over plain http) each tab holds its own line, and has nothing to tell the others.
  const channel = navigator.locks ? new BroadcastChannel(name) : undefined
  const take = (event: StreamEvent) => {
    if (event.id) place.lastId = event.id
    if (event.event) cache.apply(event)
  }
  if (channel) channel.onmessage = (message: MessageEvent<Shared>) => take(message.data.event)
  const tell = (event: StreamEvent) => {
    take(event)
    channel?.postMessage({ event } satisfies Shared)
  }
  const hold = () => holdLine(scope, place, tell, stop.signal)
  // Whoever holds the line may have told the others, before this tab listened, what it was answered too early to know.
  inTurn(name, hold, () => take(BEGAN), stop.signal).catch(() => {})
  return () => {
    stop.abort()
    cache.stop()
    channel?.close()
  }
}

/** Holds the line once no other tab does; `followed` is called where there is one that does now. */
async function inTurn(name: string, hold: () => Promise<void>, followed: () => void, stop: AbortSignal): Promise<void> {
  if (!navigator.locks) return hold()
  const isFollowed = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await hold()
    return !lock
  })
  if (!isFollowed || stop.aborted) return
  followed()
  await navigator.locks.request(name, { signal: stop }, hold)
}

/** Connects, reads, and connects again, until it is stopped or the server refuses for good. */
async function holdLine(
  scope: StreamScope,
  place: { lastId: string },
  tell: (event: StreamEvent) => void,
  stop: AbortSignal,
): Promise<void> {
  let waitMs = WAIT_FIRST_MS
  let connectedBefore = false
  while (!stop.aborted) {
    const line = new AbortController()
    const end = () => line.abort()
    stop.addEventListener("abort", end)
    try {
      const answer = await connect(scope, place.lastId, line.signal)
      if (answer.status === 403) return
      if (!answer.ok || !answer.body) throw new Error(`the stream answered ${answer.status}`)
      if (place.lastId === "") tell(connectedBefore ? RESET : BEGAN)
      connectedBefore = true
      waitMs = WAIT_FIRST_MS
      for await (const event of readEvents(pieces(answer.body, line))) tell(event)
    } catch {
      // The line was lost or never came about; the next try follows.
    } finally {
      stop.removeEventListener("abort", end)
      line.abort()
    }
    if (stop.aborted) return
    await pause(waitMs * (0.75 + Math.random() / 2), stop)
    waitMs = Math.min(waitMs * 2, WAIT_MAX_MS)
  }
}

function connect(scope: StreamScope, lastId: string, signal: AbortSignal): Promise<Response> {
  const url = new URL(scope.all ? "/stream?scope=all" : "/stream", location.origin)
  const headers = { Accept: "text/event-stream", ...(lastId !== "" && { "Last-Event-ID": lastId }) }
  return sendSigned(new Request(url, { headers, signal, cache: "no-store" }))
}

/** The body as text, piece by piece; a line that has gone silent is ended. */
function pieces(body: ReadableStream<Uint8Array>, line: AbortController): () => Promise<string | undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  return async () => {
    const silence = setTimeout(() => {
      line.abort()
      void reader.cancel().catch(() => {})
    }, SILENCE_MAX_MS)
    try {
      const { done, value } = await reader.read()
      return done ? undefined : decoder.decode(value, { stream: true })
    } finally {
      clearTimeout(silence)
    }
  }
}

/** Waits, but no longer than until the server is known to be back, or somebody looks at the page again. */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const seen = () => {
      if (document.visibilityState === "visible") go()
    }
    const forget = onRecovery(() => go())
    const timer = setTimeout(() => go(), milliseconds)
    const go = () => {
      clearTimeout(timer)
      forget()
      document.removeEventListener("visibilitychange", seen)
      stop.removeEventListener("abort", go)
      resolve()
    }
    document.addEventListener("visibilitychange", seen)
    stop.addEventListener("abort", go)
  })
}
