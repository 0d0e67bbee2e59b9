import { decode } from "nostr-tools/nip19"
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { text } from "~/i18n/en/signer"
import { bounded } from "./bounded"
import { lockedKeyIn } from "./key-file-text"
import type { ScryptAnswer, ScryptQuestion } from "./scrypt.worker"
import { type EventTemplate, type SignedEvent, type Signer, SignerError } from "./signer"

/** Time limit: an old phone takes seconds for our files, and longer for harder ones. */
const SCRYPT_WAIT_MS = 60_000

const wrong = (sentence: string) => new SignerError("wrong-answer", sentence)

/** A key in this page's memory. It owns the bytes and wipes them on close. */
export function keySigner(secret: Uint8Array): Signer {
  const pubkey = getPublicKey(secret)
  let closed = false
  return {
    kind: "key",
    pubkey,
    async sign(event: EventTemplate): Promise<SignedEvent> {
      if (closed) throw new SignerError("unreachable", text.secret.forgotten)
      const { kind, created_at, content } = event
      const signed = finalizeEvent({ kind, created_at, content, tags: event.tags.map((tag) => [...tag]) }, secret)
      return { id: signed.id, pubkey, created_at, kind, tags: signed.tags, content, sig: signed.sig }
    },
    async nip44Decrypt(from: string, ciphertext: string): Promise<string> {
      if (closed) throw new SignerError("unreachable", text.secret.forgotten)
      const { decrypt, getConversationKey } = await import("nostr-tools/nip44")
      try {
        return decrypt(ciphertext, getConversationKey(secret, from))
      } catch {
        throw wrong(text.notForYou)
      }
    },
    async close(): Promise<void> {
      closed = true
      secret.fill(0)
    },
  }
}

/** A new key. The caller owns the bytes: they must go to a `keySigner` or be wiped. */
export const makeKey = (): Uint8Array => generateSecretKey()

export { getPublicKey as pubkeyOf }

/** The key in a pasted nsec (or 64 hex digits); throws the message for the field. */
export function secretIn(pasted: string): Uint8Array {
  const value = pasted.trim().toLowerCase()
  if (!value) throw wrong(text.secret.empty)
  if (/^npub1/.test(value)) throw wrong(text.secret.isId)
  if (/^ncryptsec1/.test(value)) throw wrong(text.secret.isKeyFile)
  const bytes = /^[0-9a-f]{64}$/.test(value) ? fromHex(value) : fromNsec(value)
  try {
    getPublicKey(bytes)
  } catch {
    throw wrong(text.secret.invalid)
  }
  return bytes
}

function fromHex(value: string): Uint8Array {
  return Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function fromNsec(value: string): Uint8Array {
  try {
    const decoded = decode(value)
    if (decoded.type === "nsec") return decoded.data
  } catch {
    // Reported below, in a sentence for people.
  }
  throw wrong(text.secret.invalid)
}

/** Encrypts a copy of the key with a password, for the key file. */
export async function lockKey(secret: Uint8Array, password: string, signal?: AbortSignal): Promise<string> {
  const answer = await inWorker({ ask: "lock", secret: secret.slice(), password }, signal)
  if ("locked" in answer) return answer.locked
  throw refusal(answer)
}

/** Decrypts a key file or pasted text; throws the message for the field. */
export async function unlockKey(content: string, password: string, signal?: AbortSignal): Promise<Uint8Array> {
  const locked = lockedKeyIn(content)
  if (!password) throw wrong(text.keyFile.noPassword)
  const answer = await inWorker({ ask: "unlock", locked, password }, signal)
  if ("secret" in answer) return answer.secret
  throw refusal(answer)
}

function refusal(answer: ScryptAnswer): SignerError {
  return "sentence" in answer ? new SignerError(answer.reason, answer.sentence) : wrong(text.keyFile.failed)
}

/** One Worker for one request: terminating it is the only way to stop scrypt, and frees its memory. */
async function inWorker(question: ScryptQuestion, signal?: AbortSignal): Promise<ScryptAnswer> {
  const worker = new Worker(new URL("./scrypt.worker.ts", import.meta.url), { type: "module" })
  const answer = new Promise<ScryptAnswer>((resolve) => {
    worker.onmessage = (message: MessageEvent<ScryptAnswer>) => resolve(message.data)
    worker.onerror = () => resolve({ broken: true })
  })
  worker.postMessage(question, "secret" in question ? [question.secret.buffer] : [])
  try {
    return await bounded(answer, { ms: SCRYPT_WAIT_MS, late: text.keyFile.late, signal })
  } finally {
    worker.terminate()
  }
}
