import { verifyEvent } from "nostr-tools/pure"
import { text } from "~/i18n/en/signer"
import { type EventTemplate, type SignedEvent, SignerError } from "./signer"

const KEY = /^[0-9a-f]{64}$/
const SIGNATURE = /^[0-9a-f]{128}$/

/** Whether this is a public key in event form: 64 lower-case hex digits. */
export const isKey = (value: unknown): value is string => typeof value === "string" && KEY.test(value)

const wrong = (sentence: string) => new SignerError("wrong-answer", sentence)

const sameTags = (left: string[][], right: unknown) => JSON.stringify(left) === JSON.stringify(right)

/**
 * Checks a signer's result and copies only the expected fields: the same kind, tags and content, by `pubkey`, with a
 * valid id and signature. Its time may differ, because some signers set their own. Throws `wrong-answer` otherwise.
 */
export function verified(asked: EventTemplate, pubkey: string, answer: unknown): SignedEvent {
  if (typeof answer !== "object" || answer === null) throw wrong(text.notAnEvent)
  const { id, sig, created_at, ...rest } = answer as SignedEvent
  if (!isKey(id) || !isKey(rest.pubkey) || typeof sig !== "string" || !SIGNATURE.test(sig)) throw wrong(text.notAnEvent)
  if (!Number.isSafeInteger(created_at) || created_at < 0) throw wrong(text.notAnEvent)
  if (rest.pubkey !== pubkey) throw wrong(text.wrongKey)
  if (rest.kind !== asked.kind || rest.content !== asked.content || !sameTags(asked.tags, rest.tags)) {
    throw wrong(text.changed)
  }
  const { kind, content } = asked
  const event = { id, pubkey, created_at, kind, tags: asked.tags.map((tag) => [...tag]), content, sig }
  if (!verifyEvent({ ...event })) throw wrong(text.badSignature)
  return event
}
