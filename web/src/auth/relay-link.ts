import { text } from "~/i18n/en/signer"
import { bounded } from "./bounded"
import { type SignedEvent, SignerError } from "./signer"

/** Time limit of a relay's OK. */
const PUBLISH_WAIT_MS = 10_000
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 15_000
/** Ids that are remembered, so that a long-lived link does not grow. */
const SEEN_MOST = 500
/** Longest accepted message. */
const MESSAGE_MOST_CHARACTERS = 256 * 1024

export type Filter = { kinds: number[]; "#p"?: string[]; authors?: string[]; since?: number }

type Link = { url: string; socket?: WebSocket; retryMs: number; timer?: ReturnType<typeof setTimeout> }

type Waiting = { event: SignedEvent; accept: () => void; refuse: () => void; refusals: Set<string> }

/**
 * One subscription on several relays, which reconnects automatically when a relay or the network fails. Without a
 * filter it only sends. An event from two relays is reported once.
 */
export class RelayLink {
  readonly #filter: Filter | undefined
  readonly #onEvent: (event: SignedEvent) => void
  readonly #links: Link[]
  readonly #seen = new Set<string>()
  readonly #waiting = new Map<string, Waiting>()
  #closed = false

  constructor(relays: string[], filter: Filter | undefined, onEvent: (event: SignedEvent) => void) {
    this.#filter = filter
    this.#onEvent = onEvent
    this.#links = [...new Set(relays)].map((url) => ({ url, retryMs: RETRY_FIRST_MS }))
    for (const link of this.#links) this.#open(link)
    globalThis.document?.addEventListener("visibilitychange", this.#hurry)
    globalThis.addEventListener?.("online", this.#hurry)
  }

  /** Number of connected relays. */
  get openCount(): number {
    return this.#links.filter((link) => link.socket?.readyState === WebSocket.OPEN).length
  }

  /** Resolves as soon as one relay accepted the event. Other relays get it when they connect. */
  async publish(event: SignedEvent, signal?: AbortSignal): Promise<void> {
    const taken = new Promise<void>((accept, reject) => {
      const refuse = () => reject(new SignerError("unreachable", text.remote.unreachable))
      this.#waiting.set(event.id, { event, accept, refuse, refusals: new Set() })
      for (const link of this.#links) if (link.socket) send(link.socket, ["EVENT", event])
    })
    try {
      await bounded(taken, { ms: PUBLISH_WAIT_MS, late: text.remote.unreachable, signal })
    } finally {
      this.#waiting.delete(event.id)
    }
  }

  close(): void {
    this.#closed = true
    globalThis.document?.removeEventListener("visibilitychange", this.#hurry)
    globalThis.removeEventListener?.("online", this.#hurry)
    for (const link of this.#links) {
      clearTimeout(link.timer)
      link.socket?.close()
    }
  }

  /** Reconnects at once when the page is visible or online again. */
  readonly #hurry = () => {
    for (const link of this.#links) {
      if (link.timer === undefined) continue
      clearTimeout(link.timer)
      link.retryMs = RETRY_FIRST_MS
      this.#open(link)
    }
  }

  #open(link: Link): void {
    delete link.timer
    if (this.#closed) return
    let socket: WebSocket
    try {
      socket = new WebSocket(link.url)
    } catch {
      return // An address no browser opens; the other relays carry on.
    }
    link.socket = socket
    socket.addEventListener("open", () => {
      link.retryMs = RETRY_FIRST_MS
      if (this.#filter) send(socket, ["REQ", "signer", this.#filter])
      for (const { event } of this.#waiting.values()) send(socket, ["EVENT", event])
    })
    socket.addEventListener("message", (message) => this.#read(link, message.data))
    // A close follows every error.
    socket.addEventListener("error", () => undefined)
    socket.addEventListener("close", () => {
      delete link.socket
      if (this.#closed) return
      link.timer = setTimeout(() => this.#open(link), link.retryMs)
      link.retryMs = Math.min(link.retryMs * 2, RETRY_MOST_MS)
    })
  }

  #read(link: Link, data: unknown): void {
    if (typeof data !== "string" || data.length > MESSAGE_MOST_CHARACTERS) return
    const message = parsed(data)
    if (message[0] === "OK") this.#answered(link, String(message[1]), message[2] === true)
    else if (message[0] === "EVENT") this.#came(message[2])
  }

  #answered(link: Link, id: string, taken: boolean): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    if (taken) waiting.accept()
    else if (waiting.refusals.add(link.url).size === this.#links.length) waiting.refuse()
  }

  #came(value: unknown): void {
    const event = value as SignedEvent | undefined
    if (typeof event?.id !== "string" || typeof event.pubkey !== "string" || typeof event.content !== "string") return
    if (this.#seen.has(event.id) || !this.#filter?.kinds.includes(event.kind)) return
    this.#seen.add(event.id)
    for (const oldest of this.#seen) {
      if (this.#seen.size <= SEEN_MOST) break
      this.#seen.delete(oldest)
    }
    this.#onEvent(event)
  }
}

function send(socket: WebSocket, message: unknown[]): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
}

function parsed(data: string): unknown[] {
  try {
    const value: unknown = JSON.parse(data)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
