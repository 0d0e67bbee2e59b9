import { decrypt, encrypt, getConversationKey } from "nostr-tools/nip44"
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { text } from "~/i18n/en/signer"
import { APPROVAL_WAIT_MS, bounded, cancelled } from "./bounded"
import { approvalPage, type Offer, offerLink, PERMISSIONS, parseBunkerLink } from "./connection-link"
import { type Filter, RelayLink } from "./relay-link"
import { type EventTemplate, type SignedEvent, type Signer, SignerError } from "./signer"
import { isKey, verified } from "./verify"

/** NIP-46: a request to a signer app, or its response. */
const REQUEST_KIND = 24133
/** How long a code stays valid: the person has to get a phone and find an app. */
export const SCAN_WAIT_MS = 300_000
/** Time limit for the message at sign-out. */
const LOGOUT_WAIT_MS = 2_000
/** Accept responses from shortly before the subscription (a page in the background). */
const LOOK_BACK_SECONDS = 60
/** Most characters shown of a signer's message. */
const WORDS_MOST = 200

/** The data to resume after a reload: stored by `vault.ts` only, and wiped at sign-out. */
export type RemoteSession = { clientKey: Uint8Array; signer: string; user: string; relays: string[] }

export type RemoteSigner = Signer & {
  readonly kind: "remote"
  readonly session: RemoteSession
  /** Closes the relays without ending the session, which can be resumed. */
  drop: () => void
}

/** Events during a wait, for the page. */
export type RemoteNews = {
  /** The signer requires approval on its own page; shown as a button, never opened automatically. */
  onApprovalPage: (url: string) => void
  /** An app answered in the old way, which proves nothing. It is not accepted and the wait continues. */
  onOldAnswer?: () => void
  /** Whether unencrypted pages of this machine are allowed as approval pages. */
  demo: boolean
}

type Answer = { id?: unknown; result?: unknown; error?: unknown }
type Open = { accept: (result: string) => void; refuse: (error: SignerError) => void; wait: () => void }

const now = () => Math.floor(Date.now() / 1000)
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
const randomWord = () => hex(crypto.getRandomValues(new Uint8Array(16)))

function filterFor(client: string, signer?: string): Filter {
  const filter: Filter = { kinds: [REQUEST_KIND], "#p": [client], since: now() - LOOK_BACK_SECONDS }
  return signer ? { ...filter, authors: [signer] } : filter
}

function answerIn(event: SignedEvent, key: Uint8Array): Answer | undefined {
  try {
    const value: unknown = JSON.parse(decrypt(event.content, key))
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined // Written by somebody else or for somebody else.
  }
}

/** The conversation with one signer app: requests and responses, each request with its own limit. */
class Talk {
  readonly #clientKey: Uint8Array
  readonly #signer: string
  readonly #secret: Uint8Array
  readonly #link: RelayLink
  readonly #news: RemoteNews
  readonly #open = new Map<string, Open>()
  #closed = false

  constructor(clientKey: Uint8Array, signer: string, relays: string[], news: RemoteNews) {
    this.#clientKey = clientKey
    this.#signer = signer
    this.#news = news
    this.#secret = getConversationKey(clientKey, signer)
    const filter = filterFor(getPublicKey(clientKey), signer)
    this.#link = new RelayLink(relays, filter, (event) => this.#came(event))
  }

  /** The response to one request. The limit restarts when the signer requires its own page. */
  ask(method: string, params: string[], signal?: AbortSignal, ms = APPROVAL_WAIT_MS): Promise<string> {
    if (this.#closed) return Promise.reject(new SignerError("unreachable", text.remote.closed))
    const id = randomWord()
    const sending = new AbortController()
    return new Promise<string>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const settle = (outcome: () => void) => {
        clearTimeout(timer)
        signal?.removeEventListener("abort", onAbort)
        this.#open.delete(id)
        sending.abort()
        outcome()
      }
      const refuse = (error: SignerError) => settle(() => reject(error))
      const onAbort = () => refuse(cancelled())
      const wait = () => {
        clearTimeout(timer)
        timer = setTimeout(() => refuse(new SignerError("timeout", text.remote.late)), ms)
      }
      wait()
      this.#open.set(id, { accept: (result) => settle(() => resolve(result)), refuse, wait })
      if (signal?.aborted) return onAbort()
      signal?.addEventListener("abort", onAbort)
      this.#link.publish(this.#question(id, method, params), sending.signal).catch((failure: SignerError) => {
        // A relay that sends no OK is no failure: the response may still come.
        if (failure.reason !== "timeout" || this.#link.openCount === 0) refuse(failure)
      })
    })
  }

  close(): void {
    this.#closed = true
    this.#link.close()
    for (const open of this.#open.values()) open.refuse(new SignerError("unreachable", text.remote.closed))
    this.#secret.fill(0)
  }

  #question(id: string, method: string, params: string[]): SignedEvent {
    const content = encrypt(JSON.stringify({ id, method, params }), this.#secret)
    const template = { kind: REQUEST_KIND, created_at: now(), tags: [["p", this.#signer]], content }
    return finalizeEvent(template, this.#clientKey)
  }

  #came(event: SignedEvent): void {
    if (event.pubkey !== this.#signer) return
    const answer = answerIn(event, this.#secret)
    const open = this.#open.get(String(answer?.id))
    if (!answer || !open) return
    if (answer.result === "auth_url") this.#approval(open, answer.error)
    else if (typeof answer.error === "string" && answer.error) {
      open.refuse(new SignerError("refused", text.remote.refused(answer.error.slice(0, WORDS_MOST))))
    } else if (typeof answer.result === "string") open.accept(answer.result)
  }

  #approval(open: Open, url: unknown): void {
    const page = approvalPage(url, this.#news.demo)
    if (page) {
      open.wait()
      this.#news.onApprovalPage(page)
    } else open.refuse(new SignerError("wrong-answer", text.remote.badPage))
  }
}

function remoteSigner(talk: Talk, session: RemoteSession): RemoteSigner {
  return {
    kind: "remote",
    pubkey: session.user,
    session,
    drop: () => talk.close(),
    async sign(event: EventTemplate, signal?: AbortSignal): Promise<SignedEvent> {
      const { kind, content, tags, created_at } = event
      const answer = await talk.ask("sign_event", [JSON.stringify({ kind, content, tags, created_at })], signal)
      return verified(event, session.user, parsedAnswer(answer))
    },
    nip44Decrypt: (from: string, ciphertext: string, signal?: AbortSignal) =>
      talk.ask("nip44_decrypt", [from, ciphertext], signal),
    async close(): Promise<void> {
      await talk.ask("logout", [], undefined, LOGOUT_WAIT_MS).catch(() => undefined)
      talk.close()
      session.clientKey.fill(0)
    },
  }
}

function parsedAnswer(answer: string): unknown {
  try {
    return JSON.parse(answer)
  } catch {
    throw new SignerError("wrong-answer", text.notAnEvent)
  }
}

/** Requests the person's key: it often differs from the signer app's key. */
async function opened(talk: Talk, clientKey: Uint8Array, link: Link, signal?: AbortSignal): Promise<RemoteSigner> {
  const user = await talk.ask("get_public_key", [], signal)
  if (!isKey(user)) throw new SignerError("wrong-answer", text.remote.badKey)
  return remoteSigner(talk, { clientKey, signer: link.signer, user, relays: link.relays })
}

type Link = { signer: string; relays: string[] }

/** Connects by a pasted `bunker://` link. Sends its secret; the response must be that secret or "ack". */
export async function connectBunker(pasted: string, news: RemoteNews, signal?: AbortSignal): Promise<RemoteSigner> {
  const link = parseBunkerLink(pasted)
  const clientKey = generateSecretKey()
  const talk = new Talk(clientKey, link.signer, link.relays, news)
  try {
    const answer = await talk.ask("connect", [link.signer, link.secret ?? "", PERMISSIONS], signal)
    if (answer !== "ack" && answer !== link.secret) throw new SignerError("wrong-answer", text.remote.badSecret)
    return await opened(talk, clientKey, link, signal)
  } catch (error) {
    talk.close()
    clientKey.fill(0)
    throw error
  }
}

/** A code to scan. It stays the same until it is dropped, even if relays reconnect. */
export type ScanOffer = {
  readonly link: string
  /** The signer that answered with the secret of this code; ends after five minutes, or by the signal. */
  connected: (news: RemoteNews, signal?: AbortSignal) => Promise<RemoteSigner>
  /** Drops an unused code and wipes its key. */
  drop: () => void
}

export function offerScan(relays: string[], name: string, url: string): ScanOffer {
  const clientKey = generateSecretKey()
  const offer: Offer = { client: getPublicKey(clientKey), relays, secret: randomWord(), name, url }
  return {
    link: offerLink(offer),
    connected: (news, signal) => scanned(clientKey, offer, news, signal),
    drop: () => void clientKey.fill(0),
  }
}

async function scanned(clientKey: Uint8Array, offer: Offer, news: RemoteNews, signal?: AbortSignal) {
  const signer = await answerTo(clientKey, offer, news, signal)
  const talk = new Talk(clientKey, signer, offer.relays, news)
  try {
    return await opened(talk, clientKey, { signer, relays: offer.relays }, signal)
  } catch (error) {
    talk.close()
    throw error
  }
}

/**
 * Waits for a response with the code's secret. Other responses, and the "ack" of old apps, do not prove that the sender
 * saw the code: an attacker who watches the relay could log the person in to another account.
 */
async function answerTo(clientKey: Uint8Array, offer: Offer, news: RemoteNews, signal?: AbortSignal): Promise<string> {
  let link: RelayLink | undefined
  try {
    const answered = new Promise<string>((resolve) => {
      link = new RelayLink(offer.relays, filterFor(offer.client), (event) => {
        if (!isKey(event.pubkey)) return
        const answer = answerIn(event, getConversationKey(clientKey, event.pubkey))
        if (answer?.result === offer.secret) resolve(event.pubkey)
        else if (answer?.result === "ack") news.onOldAnswer?.()
      })
    })
    return await bounded(answered, { ms: SCAN_WAIT_MS, late: text.remote.lateScan, signal })
  } finally {
    link?.close()
  }
}

/** Resumes a stored session, without asking the person. */
export function resumeRemote(session: RemoteSession, news: RemoteNews): RemoteSigner {
  return remoteSigner(new Talk(session.clientKey, session.signer, session.relays, news), session)
}
