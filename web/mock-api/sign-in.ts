import { ACCOUNTS } from "./people.ts"
import { Problem } from "./problem.ts"

const SESSION_SECONDS = 30 * 60
const AHEAD_SECONDS = 10 * 60

/** Who a request is from. */
export type Caller = {
  pubkey: string
  admin: boolean
  token: string
  /** Why an operator makes the request, as the audit log keeps it. */
  reason: string
}

const refuse = (error: string) => new Problem(401, "unauthorized", error)
const INVALID = "This login isn’t valid. Log in again."

type Event = { kind: number; pubkey: string; id: string; sig: string; created_at: number; tags: string[][] }

function eventOf(header: string): Event {
  try {
    const base64 = /^Nostr (.+)$/.exec(header)?.[1] ?? ""
    const event = JSON.parse(Buffer.from(base64, "base64").toString("utf8")) as Event
    const shaped =
      event.kind === 27235 &&
      /^[0-9a-f]{64}$/.test(event.pubkey) &&
      /^[0-9a-f]{64}$/.test(event.id) &&
      /^[0-9a-f]{128}$/.test(event.sig) &&
      Number.isInteger(event.created_at) &&
      Array.isArray(event.tags)
    if (shaped) return event
  } catch {
    // Answered below, as everything malformed is.
  }
  throw refuse(INVALID)
}

/**
 * Reads the `Authorization` header by its shape alone: no signature is checked here, so that a test can say who it is.
 * @param serverUrl what the `u` tag must be, or begin with
 */
export function callerOf(header: string | null, serverUrl: string, ended: Set<string>, now: number): Caller {
  if (!header) throw refuse("Log in first.")
  if (ended.has(header)) throw refuse("You’ve logged out. Log in again.")
  const event = eventOf(header)
  const u = event.tags.findLast(([name]) => name === "u")?.[1] ?? ""
  if (!u.startsWith(serverUrl.replace(/\/$/, ""))) throw refuse(INVALID)
  if (event.created_at < now - SESSION_SECONDS || event.created_at > now + AHEAD_SECONDS) {
    throw refuse("Your session has expired, or this device’s clock is wrong.")
  }
  return { pubkey: event.pubkey, admin: event.pubkey === ACCOUNTS.operator.pubkey, token: header, reason: "" }
}

/** An `Authorization` header for a key, unsigned: good enough here, refused by every real server. */
export function tokenFor(pubkey: string, serverUrl: string, now = Math.floor(Date.now() / 1000)): string {
  const event = {
    kind: 27235,
    pubkey,
    id: "0".repeat(64),
    sig: "0".repeat(128),
    created_at: now,
    content: "",
    tags: [["u", serverUrl]],
  }
  return `Nostr ${Buffer.from(JSON.stringify(event)).toString("base64")}`
}
