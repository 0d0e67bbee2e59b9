import { text } from "~/i18n/en/signer"
import { bounded } from "./bounded"
import { type EventTemplate, type SignedEvent, type Signer, SignerError } from "./signer"

/** Time limit of connecting, and of each answer of the relay, in milliseconds. */
const WAIT_MS = 10_000
/** How long a relay may take to send its challenge (NIP-42) before it is read without one, in milliseconds. */
const CHALLENGE_WAIT_MS = 1_500
/** Longest accepted message, in characters. */
const MESSAGE_MAX_CHARS = 128_000
/** Most events of one session that are verified, so that a relay cannot keep the page busy. */
const EVENTS_MAX = 500
const AUTH_KIND = 22_242

type Verify = (event: SignedEvent) => boolean

/** What a session reads (NIP-01). */
export type SessionFilter = { kinds: number[]; limit: number }

/**
 * One connection to one relay as the person who holds the signer (NIP-42). It does not reconnect: the page offers that.
 */
export class RelaySession {
  readonly #socket: WebSocket
  readonly #url: string
  readonly #signer: Signer
  readonly #onEvent: (event: SignedEvent) => void
  readonly #verify: Verify
  readonly #answers = new Map<string, (refusal: string | undefined) => void>()
  #challenge: ((challenge: string | undefined) => void) | undefined
  #stored: (() => void) | undefined
  #verified = 0

  private constructor(
    socket: WebSocket,
    url: string,
    signer: Signer,
    onEvent: (event: SignedEvent) => void,
    verify: Verify,
  ) {
    this.#verify = verify
    this.#socket = socket
    this.#url = url
    this.#signer = signer
    this.#onEvent = onEvent
  }

  /**
   * Connects, authenticates, and reports the stored and then the new events. Resolves when all stored ones were
   * reported. @param onEnd called when the connection is lost @throws SignerError with a sentence for people
   */
  static async open(
    url: string,
    signer: Signer,
    filter: SessionFilter,
    on: { event: (event: SignedEvent) => void; end: () => void },
  ): Promise<RelaySession> {
    // Loaded here, because most pages verify nothing.
    const { verifyEvent } = await import("nostr-tools/pure")
    const socket = new WebSocket(url)
    const session = new RelaySession(socket, url, signer, on.event, verifyEvent)
    const challenged = new Promise<string | undefined>((resolve) => {
      session.#challenge = resolve
    })
    socket.addEventListener("message", (message) => session.#read(message.data))
    try {
      await session.#soon(opened(socket))
      const timer = setTimeout(() => session.#challenge?.(undefined), CHALLENGE_WAIT_MS)
      const challenge = await challenged
      clearTimeout(timer)
      if (challenge !== undefined) await session.#authenticate(challenge)
      const stored = new Promise<void>((resolve) => {
        session.#stored = resolve
      })
      socket.send(JSON.stringify(["REQ", "inside", filter]))
      await session.#soon(Promise.race([stored, closed(socket)]))
    } catch (failure) {
      socket.close()
      throw failure
    }
    socket.addEventListener("close", () => on.end())
    return session
  }

  /** Signs and publishes an event. @throws SignerError with the relay's sentence if it refuses */
  async publish(template: Omit<EventTemplate, "created_at">): Promise<SignedEvent> {
    const event = await this.#signer.sign({ ...template, created_at: Math.floor(Date.now() / 1000) })
    await this.#send("EVENT", event)
    return event
  }

  close(): void {
    this.#socket.close()
  }

  async #authenticate(challenge: string): Promise<void> {
    const event = await this.#signer.sign({
      kind: AUTH_KIND,
      created_at: Math.floor(Date.now() / 1000),
      tags: [
        ["relay", this.#url],
        ["challenge", challenge],
      ],
      content: "",
    })
    await this.#send("AUTH", event)
  }

  /** Sends an event and waits for its OK. */
  async #send(type: "EVENT" | "AUTH", event: SignedEvent): Promise<void> {
    const answer = new Promise<string | undefined>((resolve) => this.#answers.set(event.id, resolve))
    this.#socket.send(JSON.stringify([type, event]))
    try {
      const refusal = await this.#soon(Promise.race([answer, closed(this.#socket)]))
      if (refusal !== undefined) throw new SignerError("refused", refusal || text.relay.refused)
    } finally {
      this.#answers.delete(event.id)
    }
  }

  #soon<T>(result: Promise<T>): Promise<T> {
    return bounded(result, { ms: WAIT_MS, late: text.relay.unreachable, signal: undefined })
  }

  #read(data: unknown): void {
    if (typeof data !== "string" || data.length > MESSAGE_MAX_CHARS) return
    const message = parsed(data)
    switch (message[0]) {
      case "AUTH":
        if (typeof message[1] === "string") this.#challenge?.(message[1])
        return
      case "OK":
        this.#answers.get(String(message[1]))?.(message[2] === true ? undefined : sentenceIn(message[3]))
        return
      case "EVENT":
        if (message[1] === "inside") this.#came(message[2])
        return
      case "EOSE":
      case "CLOSED":
        this.#stored?.()
        return
      default:
    }
  }

  #came(value: unknown): void {
    if (this.#verified >= EVENTS_MAX || !isEvent(value)) return
    this.#verified++
    if (verifies(value, this.#verify)) this.#onEvent(value)
  }
}

const opened = (socket: WebSocket) =>
  new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve(), { once: true })
    socket.addEventListener("close", () => reject(lost()), { once: true })
  })

const closed = (socket: WebSocket) =>
  new Promise<never>((_, reject) => socket.addEventListener("close", () => reject(lost()), { once: true }))

const lost = () => new SignerError("unreachable", text.relay.unreachable)

/** The words of a refusal without its machine-readable prefix, such as `blocked:`. */
const sentenceIn = (reason: unknown): string =>
  typeof reason === "string" ? reason.replace(/^[a-z-]+: */, "").slice(0, 300) : ""

function isEvent(value: unknown): value is SignedEvent {
  const event = value as Partial<SignedEvent> | null | undefined
  return (
    [event?.id, event?.pubkey, event?.sig, event?.content].every((part) => typeof part === "string") &&
    Array.isArray(event?.tags) &&
    Number.isSafeInteger(event?.kind) &&
    Number.isSafeInteger(event?.created_at)
  )
}

/** The library throws on a tag that is not a list. */
function verifies(event: SignedEvent, verify: Verify): boolean {
  try {
    return verify({ ...event })
  } catch {
    return false
  }
}

function parsed(data: string): unknown[] {
  try {
    const value: unknown = JSON.parse(data)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
