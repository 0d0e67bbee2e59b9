import { createSignal } from "solid-js"

/** How long the server may be silent before anybody is told, in milliseconds. */
const SILENCE_MS = 1_200
/** So often a part is asked for while the server answers. */
const TRIES_MAX = 2
/** Between two looks whether the server is back, in milliseconds; doubled up to the second. */
const LOOK_MS = 1_000
const LOOK_MAX_MS = 4_000

/** Whether the server answers, and since when (milliseconds) not. */
export type Connection = { up: true } | { up: false; offline: boolean; lastAnswerAt: number }

const [connection, setConnection] = createSignal<Connection>({ up: true })
const [stale, setStale] = createSignal(false)

export { connection }
/** A part of the app could not be loaded although the server answers: it was renewed, and this page is the old one. */
export const appIsStale = stale
export const appWentStale = () => setStale(true)

let lastAnswerAt = Date.now()
let silence: ReturnType<typeof setTimeout> | undefined
let look: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
/** Whoever waits for the next answer, also one that comes before anybody was told that there was none. */
const waiting = new Set<() => void>()

/** Hears when the server answers again after it did not; returns how to stop. */
export function onRecovery(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The server answered: whatever it said, it is there. */
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

/** The server did not answer. Said only once it stays so: a single request can be lost. */
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

/** Looks at once; for a person who does not want to wait. */
export async function lookNow(): Promise<void> {
  if (await isThere()) answered()
}

/**
 * Fetches a part of the app, however long it takes: while the server is silent it is waited for, and asked again once it is
 * back. A part that the server does not have any more was renewed with the rest: then only a reload brings it, which the bar
 * offers; the page stays as it is until somebody wants that, with all that was typed.
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
