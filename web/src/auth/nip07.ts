import { text } from "~/i18n/en/signer"
import { APPROVAL_WAIT_MS, bounded } from "./bounded"
import { type EventTemplate, type SignedEvent, type Signer, SignerError } from "./signer"

/** Extensions may load late. After this long the page says that there is none. */
const LOOK_FOR_MS = 3000
const LOOK_EVERY_MS = 150

type Extension = {
  getPublicKey(): Promise<unknown>
  signEvent(event: EventTemplate): Promise<unknown>
  /** Not every extension can open messages. */
  nip44?: { decrypt?: (from: string, ciphertext: string) => Promise<unknown> }
}

function isExtension(value: unknown): value is Extension {
  const candidate = value as Partial<Extension> | undefined | null
  return typeof candidate?.getPublicKey === "function" && typeof candidate.signEvent === "function"
}

function extension(): Extension | undefined {
  const value: unknown = Reflect.get(globalThis, "nostr")
  return isExtension(value) ? value : undefined
}

/** Whether an extension is present now. */
export const hasExtension = () => extension() !== undefined

/** The extension's name if it reveals one, for "Found: …". */
export function extensionName(): string | undefined {
  return Reflect.has(globalThis, "alby") ? "Alby" : undefined
}

/**
 * Calls `found` once, as soon as there is an extension: now, within three seconds, or when the person returns to this
 * page. Calls `gone` after the three seconds. Returns a function that stops it.
 */
export function lookForExtension(found: () => void, gone?: () => void): () => void {
  if (hasExtension()) {
    found()
    return () => undefined
  }
  const end = () => {
    clearInterval(poll)
    clearTimeout(stop)
    removeEventListener("focus", look)
  }
  const look = () => {
    if (!hasExtension()) return
    end()
    found()
  }
  const poll = setInterval(look, LOOK_EVERY_MS)
  const stop = setTimeout(() => {
    clearInterval(poll)
    gone?.()
  }, LOOK_FOR_MS)
  addEventListener("focus", look)
  return end
}

function present(): Extension {
  const found = extension()
  if (!found) throw new SignerError("unreachable", text.extension.missing)
  return found
}

/** Extensions refuse in many ways: errors, strings, undefined. All count as one refusal. */
async function asked<T>(question: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const answer = Promise.resolve()
    .then(question)
    .catch(() => {
      throw new SignerError("refused", text.extension.refused)
    })
  return bounded(answer, { ms: APPROVAL_WAIT_MS, late: text.extension.late, signal })
}

/** The extension's current key. The extension may ask the person. */
export async function extensionKey(signal?: AbortSignal): Promise<string> {
  const found = present()
  const [pubkey, { isKey }] = await Promise.all([asked(() => found.getPublicKey(), signal), import("./verify")])
  if (!isKey(pubkey)) throw new SignerError("wrong-answer", text.extension.badKey)
  return pubkey
}

/** How long an extension is not asked again after it refused: its window would open repeatedly. */
const LEAVE_ALONE_MS = 300_000

let looking: Promise<string | undefined> | undefined
let leftAloneUntil = 0

/** The extension's current key, to detect another account. One request at a time; undefined without an answer. */
function keyNow(): Promise<string | undefined> {
  if (!hasExtension() || Date.now() < leftAloneUntil) return Promise.resolve(undefined)
  looking ??= extensionKey()
    .catch(() => {
      leftAloneUntil = Date.now() + LEAVE_ALONE_MS
      return undefined
    })
    .finally(() => {
      looking = undefined
    })
  return looking
}

/** A signer for `pubkey` that uses the extension. Its results are verified. */
export function extensionSigner(pubkey: string): Signer {
  return {
    kind: "extension",
    pubkey,
    async sign(event: EventTemplate, signal?: AbortSignal): Promise<SignedEvent> {
      const copy = { ...event, tags: event.tags.map((tag) => [...tag]) }
      const found = present()
      const [answer, { verified }] = await Promise.all([asked(() => found.signEvent(copy), signal), import("./verify")])
      return verified(event, pubkey, answer)
    },
    async nip44Decrypt(from: string, ciphertext: string, signal?: AbortSignal): Promise<string> {
      const { nip44 } = present()
      if (typeof nip44?.decrypt !== "function") throw new SignerError("unable", text.extension.unable)
      const answer = await asked(async () => nip44.decrypt?.(from, ciphertext), signal)
      if (typeof answer !== "string") throw new SignerError("wrong-answer", text.notForYou)
      return answer
    },
    current: keyNow,
    close: async () => undefined,
  }
}

/** Logs in with the extension: asks for its key. */
export async function connectExtension(signal?: AbortSignal): Promise<Signer> {
  return extensionSigner(await extensionKey(signal))
}
