import type { Signer } from "./signer"

/** A signed token and its account. Keys are never stored here. */
export type Held = {
  /** The value of the `Authorization` header. */
  authorization: string
  pubkey: string
  isAdmin: boolean
  kind: Signer["kind"]
  /** Unix seconds until which the token is valid; 0 after the server refused it. */
  until: number
}

const NAME = "session"

/** The token that this tab stored before a reload. */
export function readHeld(): Held | undefined {
  try {
    const held: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? "null")
    return isHeld(held) ? held : undefined
  } catch {
    // Storage is forbidden or broken: as if signed out.
    return undefined
  }
}

export function writeHeld(held: Held | undefined) {
  try {
    if (held) sessionStorage.setItem(NAME, JSON.stringify(held))
    else sessionStorage.removeItem(NAME)
  } catch {
    // Storage is forbidden: the login lasts until the page is closed.
  }
}

/** Removes drafts at sign-out, because they belong to the person. */
export function forgetDrafts() {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft.")) sessionStorage.removeItem(name)
  } catch {
    // Storage is forbidden, so there is nothing to remove.
  }
}

/** The messages between tabs. */
export type TabMessage =
  | { say: "held"; held: Held }
  | { say: "over" }
  /** A new tab asks whether a person is signed in. */
  | { say: "who" }
  /** A tab without the key asks the others for a new token. */
  | { say: "sign"; pubkey: string }

/** The channel to the other tabs of this origin; silent in browsers without channels. */
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
