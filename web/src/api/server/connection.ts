import { createSignal } from "solid-js"

/** How long the server may be silent before the connection bar appears, in milliseconds. */
const SILENCE_MS = 1_200
/** Attempts to fetch a part while the server answers. */
const TRIES_MAX = 2
/** Delay between checks whether the server is back, in milliseconds; doubled until the second check. */
const LOOK_MS = 1_000
const LOOK_MAX_MS = 4_000

/** Whether the server answers, and since when (milliseconds) it does not. */
export type Connection = { up: true } | { up: false; offline: boolean; lastAnswerAt: number }

const [connection, setConnection] = createSignal<Connection>({ up: true })
const [stale, setStale] = createSignal(false)

export { connection }
/** A part of the app could not be loaded although the server answers: the server has a newer version of the app. */
export const appIsStale = stale
export const appWentStale = () => setStale(true)

let lastAnswerAt = Date.now()
let silence: ReturnType<typeof setTimeout> | undefined
let look: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
/** Callers that wait for the next answer, even if no outage was reported. */
const waiting = new Set<() => void>()

/** Calls the listener when the server answers again. Returns a function that stops it. */
export function onRecovery(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Reports any answer of the server. */
export function answered() {
  lastAnswerAt = Date.now()
  clearTimeout(silence)
  clearTimeout(look)
  silence = undefined
  for (const go of waiting) go()
  waiting.clear()
  if (connection().up) return
  setConnection({ up: true })
  for (const listener of listeners) listener()
}

/** Reports a missing answer. Shown only if it lasts, because a single request can be lost. */
export function unanswered() {
  if (!connection().up || silence !== undefined) return
  silence = setTimeout(() => {
    silence = undefined
    setConnection({ up: false, offline: !navigator.onLine, lastAnswerAt })
  }, SILENCE_MS)
  lookAgain(LOOK_MS)
}

function lookAgain(afterMs: number) {
  clearTimeout(look)
  look = setTimeout(async () => {
    if (await isThere()) answered()
    else lookAgain(Math.min(afterMs * 2, LOOK_MAX_MS))
  }, afterMs)
}

/** Checks at once, on a person's request. */
export async function lookNow(): Promise<void> {
  if (await isThere()) answered()
}

/**
 * Fetches a part of the app, however long it takes: waits while the server is silent, and retries once it is back. If
 * the server no longer has the part, the app was updated. Then the bar offers a reload, and the page stays with
 * everything typed.
 */
export async function fetchPart<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await load()
    } catch {
      if (await isThere()) {
        if (tries < TRIES_MAX) continue
        appWentStale()
        await recovered()
      } else {
        unanswered()
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
      tries = 0
    }
  }
}

const recovered = () =>
  new Promise<void>((resolve) => {
    const stop = onRecovery(() => {
      stop()
      resolve()
    })
  })

async function isThere(): Promise<boolean> {
  try {
    const wanted = { cache: "no-store", signal: AbortSignal.timeout(LOOK_MAX_MS) } as const
    const answer = await globalThis.fetch(new Request(new URL("/info", location.origin), wanted))
    return answer.status < 500
  } catch {
    return false
  }
}

if (typeof window !== "undefined") {
  window.addEventListener("offline", unanswered)
  window.addEventListener("online", () => void lookNow())
}
