import { decrypt, encrypt, getConversationKey } from "nostr-tools/nip44"
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { NodeSocket } from "./sockets"

const REQUEST_KIND = 24133

type Request = { id: string; method: string; params: string[] }
type Event = {
  id: string
  pubkey: string
  content: string
  kind: number
  created_at: number
  tags: string[][]
  sig: string
}

/** How a scripted signer app answers; each is something that real ones do, or that an attacker would. */
export type SignerHabits = {
  /** Answers a scanned code with this instead of its secret. */
  scanAnswer?: string
  /** Answers `connect` with this instead of "ack". */
  connectAnswer?: string
  /** Sends the person to this page before it answers `sign_event`. */
  approvalPage?: string
  /** Answers `sign_event` with an error. */
  refuses?: string
  /** Does not answer these at all. */
  silentOn?: readonly string[]
  /** Changes what it signed, or what it sends back. */
  tamper?: (signed: Event) => unknown
}

/**
 * A signer app (NIP-46) on a relay, both ways: it shows a `bunker://` link and it can scan a `nostrconnect://` one. Its own key
 * and the person's are two, as in real ones. It answers no AUTH, so the relay must not ask for one.
 */
export class ScriptedSigner {
  habits: SignerHabits = {}
  /** Every request that came, in order. */
  readonly requests: Request[] = []
  readonly #own = generateSecretKey()
  readonly #user: Uint8Array
  readonly #relay: string
  #socket: NodeSocket | undefined
  #secret = "scripted-secret"
  #approve: (() => void) | undefined

  constructor(relay: string, user: Uint8Array = generateSecretKey()) {
    this.#relay = relay
    this.#user = user
  }

  /** The person's key, in hex. */
  get pubkey(): string {
    return getPublicKey(this.#user)
  }

  /** The link a person copies in the app. */
  get bunkerLink(): string {
    return `bunker://${getPublicKey(this.#own)}?relay=${encodeURIComponent(this.#relay)}&secret=${this.#secret}`
  }

  /** Connects to the relay and listens; done when the relay says that it has sent what it kept. */
  start(): Promise<void> {
    const socket = new NodeSocket(this.#relay)
    this.#socket = socket
    return new Promise((resolve, reject) => {
      socket.on("error", reject)
      socket.on("open", () => {
        const filter = { kinds: [REQUEST_KIND], "#p": [getPublicKey(this.#own)], limit: 0 }
        socket.send(JSON.stringify(["REQ", "scripted", filter]))
      })
      socket.on("message", (data) => {
        const message: unknown[] = JSON.parse(String(data))
        if (message[0] === "EOSE") resolve()
        if (message[0] === "EVENT") this.#came(message[2] as Event)
      })
    })
  }

  stop(): void {
    this.#socket?.close()
  }

  /** The person scans the code: the app answers its word to the page. */
  scan(link: string): void {
    const url = new URL(link)
    const secret = url.searchParams.get("secret") ?? ""
    this.#answer(url.hostname || url.pathname.replaceAll("/", ""), {
      id: "scanned",
      result: this.habits.scanAnswer ?? secret,
    })
  }

  /** The person pressed "approve" on the app's own page. */
  approve(): void {
    this.#approve?.()
  }

  #came(event: Event): void {
    const request: Request = JSON.parse(decrypt(event.content, getConversationKey(this.#own, event.pubkey)))
    this.requests.push(request)
    if (this.habits.silentOn?.includes(request.method)) return
    const page = this.habits.approvalPage
    if (page && request.method === "sign_event") {
      this.#answer(event.pubkey, { id: request.id, result: "auth_url", error: page })
      this.#approve = () => this.#answer(event.pubkey, { id: request.id, ...this.#outcome(request) })
    } else this.#answer(event.pubkey, { id: request.id, ...this.#outcome(request) })
  }

  #outcome(request: Request): { result?: string; error?: string } {
    if (request.method === "connect") {
      return request.params[1] === this.#secret
        ? { result: this.habits.connectAnswer ?? "ack" }
        : { error: "wrong secret" }
    }
    if (request.method === "get_public_key") return { result: this.pubkey }
    if (request.method === "logout") return { result: "ack" }
    if (request.method === "nip44_decrypt") return this.#opened(request.params)
    if (request.method !== "sign_event") return { error: `no such method: ${request.method}` }
    if (this.habits.refuses) return { error: this.habits.refuses }
    const signed = finalizeEvent(JSON.parse(request.params[0] ?? ""), this.#user)
    const plain = { ...signed } as Event
    return { result: JSON.stringify(this.habits.tamper ? this.habits.tamper(plain) : plain) }
  }

  #opened([from = "", ciphertext = ""]: string[]): { result?: string; error?: string } {
    if (this.habits.refuses) return { error: this.habits.refuses }
    try {
      return { result: decrypt(ciphertext, getConversationKey(this.#user, from)) }
    } catch {
      return { error: "invalid MAC" }
    }
  }

  #answer(client: string, answer: { id: string; result?: string; error?: string }): void {
    const content = encrypt(JSON.stringify(answer), getConversationKey(this.#own, client))
    const template = {
      kind: REQUEST_KIND,
      created_at: Math.floor(Date.now() / 1000),
      tags: [["p", client]],
      content,
    }
    this.#socket?.send(JSON.stringify(["EVENT", finalizeEvent(template, this.#own)]))
  }
}
