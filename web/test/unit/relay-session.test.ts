import { finalizeEvent, generateSecretKey, getPublicKey, verifyEvent } from "nostr-tools/pure"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { RelaySession } from "~/auth/relay-session"
import type { EventTemplate, SignedEvent, Signer } from "~/auth/signer"

const URL = "wss://club.example"
const secret = generateSecretKey()
const signer: Signer = {
  kind: "key",
  pubkey: getPublicKey(secret),
  sign: async (template) => finalizeEvent({ ...template }, secret),
  nip44Decrypt: async () => "",
  close: async () => {},
}

/** One end of a connection, on which a test plays the relay. */
class Line extends EventTarget {
  static last: Line
  /** What the relay does with a message. */
  static answer: (line: Line, message: unknown[]) => void
  readonly sent: unknown[][] = []
  constructor(readonly url: string) {
    super()
    Line.last = this
    queueMicrotask(() => {
      this.dispatchEvent(new Event("open"))
      this.says("AUTH", "a challenge")
    })
  }
  send(text: string) {
    const message = JSON.parse(text) as unknown[]
    this.sent.push(message)
    queueMicrotask(() => Line.answer(this, message))
  }
  says(...message: unknown[]) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }))
  }
  close() {
    this.dispatchEvent(new Event("close"))
  }
}

const signed = (content: string, more: Partial<EventTemplate> = {}): SignedEvent =>
  finalizeEvent({ kind: 9, created_at: 1_795_000_000, tags: [], content, ...more }, secret)

describe("a session with a relay", () => {
  const came: SignedEvent[] = []
  let stored: unknown[] = []
  const open = () =>
    RelaySession.open(URL, signer, { kinds: [9], limit: 10 }, { event: (event) => came.push(event), end: () => {} })
  beforeEach(() => {
    vi.stubGlobal("WebSocket", Line)
    came.length = 0
    Line.answer = (line, [type, event]) => {
      if (type === "AUTH" || type === "EVENT") line.says("OK", (event as SignedEvent).id, true, "")
      if (type === "REQ") {
        for (const one of stored) line.says("EVENT", "inside", one)
        line.says("EOSE", "inside")
      }
    }
    stored = []
  })
  afterEach(() => vi.unstubAllGlobals())

  it("answers the challenge for this relay, and only then reads", async () => {
    stored = [signed("Hello")]
    await open()
    const [first, second] = Line.last.sent
    const auth = first?.[1] as SignedEvent
    expect([first?.[0], auth.kind, verifyEvent(auth)]).toEqual(["AUTH", 22242, true])
    expect(auth.tags).toEqual([
      ["relay", URL],
      ["challenge", "a challenge"],
    ])
    expect(second?.[0]).toBe("REQ")
    expect(came.map(({ content }) => content)).toEqual(["Hello"])
  })

  it("shows nothing that its author did not sign", async () => {
    stored = [
      { ...signed("true"), content: "forged" },
      { ...signed("x"), tags: "no list" },
      null,
      "text",
      { ...signed("y"), sig: 7 },
      signed("genuine"),
    ]
    await open()
    expect(came.map(({ content }) => content)).toEqual(["genuine"])
  })

  it("takes no more than a bounded number of events from a relay that floods it", async () => {
    const event = signed("again")
    stored = Array.from({ length: 700 }, () => event)
    await open()
    expect(came).toHaveLength(500)
  })

  it("passes on the relay’s sentence when it refuses a message", async () => {
    const session = await open()
    Line.answer = (line, [, event]) =>
      line.says("OK", (event as SignedEvent).id, false, "blocked: Only members may write here.")
    await expect(session.publish({ kind: 9, tags: [], content: "Hi" })).rejects.toThrow("Only members may write here.")
  })

  it("ends with a sentence when the connection is lost before an answer", async () => {
    const session = await open()
    Line.answer = (line) => line.close()
    await expect(session.publish({ kind: 9, tags: [], content: "Hi" })).rejects.toThrow("The relay didn’t answer")
  })
})
