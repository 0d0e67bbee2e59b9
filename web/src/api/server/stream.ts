import type { QueryClient } from "@tanstack/solid-query"
import { sendSigned } from "./client"
import { onRecovery } from "./connection"
import { streamCache } from "./stream-cache"
import { readEvents, type StreamEvent } from "./stream-events"

/**
 * The server sends something at least every 15 s. After this long without data the connection is dead, in milliseconds.
 */
const SILENCE_MAX_MS = 40_000
const WAIT_FIRST_MS = 500
const WAIT_MAX_MS = 20_000

/** The owner of the events: the account's own, or all tenants' on the operator's pages. */
export type StreamScope = { pubkey: string; all: boolean }

/** The message from the tab with the connection to the others. */
type Shared = { event: StreamEvent }

/** Sent when a connection starts without a position to resume from: earlier events may be lost. */
const BEGAN: StreamEvent = { id: "", event: "began", data: "" }
const RESET: StreamEvent = { id: "", event: "reset", data: "{}" }

/**
 * Keeps the pages up to date until it is stopped. One tab of the browser holds the connection and shares its events,
 * because browsers open few connections to one server. When that tab closes, another one resumes.
 */
export function followStream(queries: QueryClient, scope: StreamScope): () => void {
  const cache = streamCache(queries)
  const stop = new AbortController()
  const name = `caravel-stream-${scope.all ? "all" : "own"}-${scope.pubkey}`
  const place = { lastId: "" }
  // Without locks (a page over plain http) each tab has its own connection and shares nothing.
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
  // The tab with the connection may have shared events before this tab listened.
  inTurn(name, hold, () => take(BEGAN), stop.signal).catch(() => {})
  return () => {
    stop.abort()
    cache.stop()
    channel?.close()
  }
}

/** Runs `hold` once no other tab holds the lock. Calls `followed` if another tab has it. */
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

/** Connects, reads, and reconnects, until it is stopped or the server refuses permanently. */
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
      // The connection was lost or failed; the next attempt follows.
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

/** The body as text, in pieces. A silent connection is closed. */
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

/** Waits, but at most until the server is back or the page becomes visible. */
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
