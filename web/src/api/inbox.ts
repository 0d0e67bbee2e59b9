import { getEventHash, verifyEvent } from "nostr-tools/pure"
import { type SignedEvent, type Signer, SignerError } from "~/auth/signer"

/** Time limit of a relay, in milliseconds. */
const WAIT_MS = 5_000
/** Most messages that are decrypted. */
const MESSAGES_MAX = 50
/** Longest accepted message, in characters. */
const MESSAGE_MAX_CHARS = 200_000
const [SEAL_KIND, MESSAGE_KIND, WRAP_KIND] = [13, 14, 1059]

/** A private message of the robot. */
export type Letter = { id: string; text: string; sentAt: number }

/** The decrypted messages. `others` counts messages of other senders and unreadable ones. */
export type Inbox = { letters: Letter[]; others: number }

type Rumor = { id: string; pubkey: string; kind: number; content: string; created_at: number; tags: string[][] }

/** Decrypted messages by key and wrap id, so that a signer is asked only once for each. */
const opened = new Map<string, Letter | undefined>()

/**
 * The robot's messages to this signer's key on these relays (NIP-17), newest first. Each is unwrapped here, and its
 * seal's signature and author are verified. Messages of others are only counted. @param open opens a socket; tests
 * replace it @throws SignerError if the signer can decrypt none of them
 */
export async function readInbox(
  relays: readonly string[],
  signer: Signer,
  robot: string,
  open: (url: string) => WebSocket = (url) => new WebSocket(url),
): Promise<Inbox> {
  const wraps = new Map<string, SignedEvent>()
  await Promise.all(relays.map((url) => ask(url, signer.pubkey, open, (wrap) => wraps.set(wrap.id, wrap))))
  const letters = new Map<string, Letter>()
  let others = 0
  let failure: SignerError | undefined
  for (const wrap of [...wraps.values()].slice(0, MESSAGES_MAX)) {
    try {
      const letter = await letterIn(wrap, signer, robot)
      if (letter) letters.set(letter.id, letter)
      else others++
    } catch (error) {
      if (!(error instanceof SignerError)) throw error
      if (error.reason === "unable" || error.reason === "cancelled" || error.reason === "timeout") throw error
      failure = error
      others++
    }
  }
  if (failure && letters.size === 0 && failure.reason !== "wrong-answer") throw failure
  return { letters: [...letters.values()].sort((a, b) => b.sentAt - a.sentAt), others }
}

async function letterIn(wrap: SignedEvent, signer: Signer, robot: string): Promise<Letter | undefined> {
  const known = `${signer.pubkey} ${wrap.id}`
  if (opened.has(known)) return opened.get(known)
  const letter = await unwrapped(wrap, signer, robot)
  opened.set(known, letter)
  return letter
}

async function unwrapped(wrap: SignedEvent, signer: Signer, robot: string): Promise<Letter | undefined> {
  if (!holds(wrap)) return undefined
  const seal = parsed<SignedEvent>(await signer.nip44Decrypt(wrap.pubkey, wrap.content))
  if (!seal || seal.kind !== SEAL_KIND || seal.pubkey !== robot || !holds(seal)) return undefined
  const rumor = parsed<Rumor>(await signer.nip44Decrypt(seal.pubkey, seal.content))
  if (!rumor || rumor.kind !== MESSAGE_KIND || rumor.pubkey !== robot || !isWhole(rumor)) return undefined
  return { id: rumor.id, text: rumor.content, sentAt: rumor.created_at }
}

/** The library throws on a tag that is not a list. */
function holds(event: SignedEvent): boolean {
  try {
    return verifyEvent({ ...event })
  } catch {
    return false
  }
}

function isWhole(rumor: Rumor): boolean {
  try {
    return (
      typeof rumor.content === "string" && Number.isSafeInteger(rumor.created_at) && getEventHash(rumor) === rumor.id
    )
  } catch {
    return false
  }
}

function parsed<T>(said: string): T | undefined {
  try {
    const value: unknown = JSON.parse(said)
    return typeof value === "object" && value !== null ? (value as T) : undefined
  } catch {
    return undefined
  }
}

/** Queries one relay. Ends when it has sent all, fails, or the time is over. */
function ask(
  url: string,
  pubkey: string,
  open: (url: string) => WebSocket,
  take: (wrap: SignedEvent) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let socket: WebSocket
    try {
      socket = open(url)
    } catch {
      resolve()
      return
    }
    let taken = 0
    const done = () => {
      clearTimeout(timer)
      socket.close()
      resolve()
    }
    const timer = setTimeout(done, WAIT_MS)
    socket.onopen = () =>
      socket.send(JSON.stringify(["REQ", "inbox", { kinds: [WRAP_KIND], "#p": [pubkey], limit: MESSAGES_MAX }]))
    socket.onerror = done
    socket.onclose = done
    socket.onmessage = (message: MessageEvent<unknown>) => {
      const { data } = message
      const said = typeof data === "string" && data.length <= MESSAGE_MAX_CHARS ? parsed<unknown[]>(data) : undefined
      if (said?.[0] === "EVENT" && isWrap(said[2]) && taken++ < MESSAGES_MAX) take(said[2])
      if (said?.[0] === "EOSE" || said?.[0] === "CLOSED") done()
    }
  })
}

function isWrap(value: unknown): value is SignedEvent {
  const event = value as Partial<SignedEvent> | null | undefined
  return (
    event?.kind === WRAP_KIND &&
    [event.id, event.pubkey, event.sig, event.content].every((part) => typeof part === "string") &&
    Array.isArray(event.tags) &&
    Number.isSafeInteger(event.created_at)
  )
}
