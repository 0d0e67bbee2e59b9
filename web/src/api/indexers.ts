import type { SignedEvent } from "~/auth/signer"
import { type Profile, profileOf } from "~/domain/profile"

/** Time limit of profile look-ups, in milliseconds. */
const WAIT_MS = 5_000
/** Longest accepted message, in characters. */
const MESSAGE_MAX_CHARS = 32_000
/** Most characters from one relay in total. */
const ANSWER_MAX_CHARS = 4_000_000
/** Newest events of one key that are verified, in case the newest is forged. */
const CANDIDATES_MAX = 3
/** Largest accepted time ahead of now, in seconds. */
const AHEAD_MAX_SECONDS = 3_600
const PROFILE_KIND = 0
const HEX_64 = /^[0-9a-f]{64}$/
const HEX_128 = /^[0-9a-f]{128}$/

/**
 * The newest verified profile of each key, within 5 s; empty if no relay answers. Never throws. @param open opens a
 * socket; tests replace it
 */
export async function fetchProfiles(
  relays: readonly string[],
  authors: readonly string[],
  open: (url: string) => WebSocket = (url) => new WebSocket(url),
): Promise<Record<string, Profile>> {
  const wanted = new Set(authors)
  const found = new Map<string, SignedEvent[]>()
  await Promise.all(
    relays.map((url) => ask(url, authors, open, (event) => wanted.has(event.pubkey) && keep(found, event))),
  )
  return found.size === 0 ? {} : verified(found)
}

/**
 * The newest verified profile event of one key, for a change of it. @returns null if the relays have none; throws if
 * none of them answered, because a change would then replace fields that were not read
 */
export async function fetchProfileEvent(
  relays: readonly string[],
  pubkey: string,
  open: (url: string) => WebSocket = (url) => new WebSocket(url),
): Promise<SignedEvent | null> {
  const found = new Map<string, SignedEvent[]>()
  const answered = await Promise.all(
    relays.map((url) => ask(url, [pubkey], open, (event) => event.pubkey === pubkey && keep(found, event))),
  )
  if (!answered.includes(true)) throw new Error("no relay answered")
  const { verifyEvent } = await import("nostr-tools/pure")
  return found.get(pubkey)?.find((event) => verifies(verifyEvent, event)) ?? null
}

/**
 * Queries one relay. Ends when it has sent all, fails, sends too much, or the time is over. @returns whether it sent
 * all
 */
function ask(
  url: string,
  authors: readonly string[],
  open: (url: string) => WebSocket,
  take: (event: SignedEvent) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    let socket: WebSocket
    try {
      socket = open(url)
    } catch {
      resolve(false)
      return
    }
    let left = false
    const end = (complete: boolean) => {
      left = true
      clearTimeout(timer)
      socket.close()
      resolve(complete)
    }
    const done = () => end(false)
    const timer = setTimeout(done, WAIT_MS)
    let chars = 0
    socket.onopen = () =>
      socket.send(JSON.stringify(["REQ", "profiles", { kinds: [PROFILE_KIND], authors, limit: authors.length }]))
    socket.onerror = done
    socket.onclose = done
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (left) return
      const size = typeof message.data === "string" ? message.data.length : ANSWER_MAX_CHARS
      chars += size
      if (chars > ANSWER_MAX_CHARS) return done()
      const said = size <= MESSAGE_MAX_CHARS ? parsed(message.data as string) : undefined
      if (said?.[0] === "EVENT" && isProfileEvent(said[2])) take(said[2])
      if (said?.[0] === "EOSE") end(true)
      if (said?.[0] === "CLOSED") done()
    }
  })
}

function parsed(message: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(message)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isProfileEvent(value: unknown): value is SignedEvent {
  if (typeof value !== "object" || value === null) return false
  const event = value as Partial<Record<keyof SignedEvent, unknown>>
  return (
    event.kind === PROFILE_KIND &&
    typeof event.content === "string" &&
    Array.isArray(event.tags) &&
    Number.isSafeInteger(event.created_at) &&
    (event.created_at as number) < Date.now() / 1000 + AHEAD_MAX_SECONDS &&
    [event.id, event.pubkey].every((hex) => typeof hex === "string" && HEX_64.test(hex)) &&
    typeof event.sig === "string" &&
    HEX_128.test(event.sig)
  )
}

function keep(found: Map<string, SignedEvent[]>, event: SignedEvent) {
  const events = found.get(event.pubkey) ?? []
  if (events.some((other) => other.id === event.id)) return
  events.push(event)
  events.sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1))
  found.set(event.pubkey, events.slice(0, CANDIDATES_MAX))
}

async function verified(found: Map<string, SignedEvent[]>): Promise<Record<string, Profile>> {
  const { verifyEvent } = await import("nostr-tools/pure")
  const profiles: Record<string, Profile> = {}
  for (const [pubkey, events] of found) {
    // Verifying a signature takes milliseconds, so the page may handle input between two of them.
    await new Promise((resolve) => setTimeout(resolve))
    const genuine = events.find((event) => verifies(verifyEvent, event))
    if (genuine) profiles[pubkey] = profileOf(genuine.content)
  }
  return profiles
}

/** The library throws on a tag that is not a list. */
function verifies(verify: (event: SignedEvent) => boolean, event: SignedEvent): boolean {
  try {
    return verify(event)
  } catch {
    return false
  }
}
