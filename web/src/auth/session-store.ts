import type { Signer } from "./signer"

/** A signed token and whose it is. The token ends by itself; keys never come here. */
export type Held = {
  /** The value of the `Authorization` header. */
  authorization: string
  pubkey: string
  isAdmin: boolean
  kind: Signer["kind"]
  /** Unix seconds until which the server takes the token; 0 once it has refused it. */
  until: number
}

const NAME = "session"

/** What this tab kept over a reload. */
export function readHeld(): Held | undefined {
  try {
    const held: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? "null")
    return isHeld(held) ? held : undefined
  } catch {
    // Forbidden or broken storage: as if nobody had signed in.
    return undefined
  }
}

export function writeHeld(held: Held | undefined) {
  try {
    if (held) sessionStorage.setItem(NAME, JSON.stringify(held))
    else sessionStorage.removeItem(NAME)
  } catch {
    // Forbidden storage: the sign-in holds until the page is closed.
  }
}

/** What was typed for later is the business of whoever typed it: gone when they leave. */
export function forgetDrafts() {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft.")) sessionStorage.removeItem(name)
  } catch {
    // Forbidden storage holds nothing.
  }
}

/** What tabs say to each other. */
export type TabMessage =
  | { say: "held"; held: Held }
  | { say: "over" }
  /** A new tab asks whether somebody is signed in. */
  | { say: "who" }
  /** A tab without the key asks those that have it for a fresh token. */
  | { say: "sign"; pubkey: string }

/** The other tabs of this origin; silent where the browser has no channels. */
export function openTabs(hear: (message: TabMessage) => void) {
  if (typeof BroadcastChannel === "undefined") return { tell: (_: TabMessage) => {}, close: () => {} }
  const channel = new BroadcastChannel("caravel-session")
  channel.onmessage = (event: MessageEvent<TabMessage>) => {
    const message = event.data
    if (message.say !== "held" || isHeld(message.held)) hear(message)
  }
  return { tell: (message: TabMessage) => channel.postMessage(message), close: () => channel.close() }
}

function isHeld(value: unknown): value is Held {
  const held = value as Held | null
  return (
    typeof held === "object" &&
    held !== null &&
    typeof held.authorization === "string" &&
    /^[0-9a-f]{64}$/.test(held.pubkey) &&
    typeof held.isAdmin === "boolean" &&
    ["extension", "remote", "key"].includes(held.kind) &&
    typeof held.until === "number"
  )
}
