import { bounded } from "./bounded"
import { RelayLink } from "./relay-link"
import type { Signer } from "./signer"

const PROFILE_KIND = 0
/** NIP-17: the relays for private messages to a key. */
const MAILBOX_KIND = 10050
/** Time limit, in milliseconds. The person reads the last step during this time. */
const ANNOUNCE_WAIT_MS = 8_000

/** Publishes the name of a new key on the indexer relays. Returns whether at least one accepted it; never throws. */
export const announceName = (signer: Signer, name: string, relays: readonly string[]): Promise<boolean> =>
  publish(signer, relays, { kind: PROFILE_KIND, tags: [], content: JSON.stringify({ name, display_name: name }) })

/**
 * Publishes the mailbox of a key (kind 10050), so that it can receive messages. @param mailboxes the relays in the list
 * @param relays where it is published; senders look it up there @returns whether at least one relay accepted it; never
 * throws
 */
export function publishMailbox(
  signer: Signer,
  mailboxes: readonly string[],
  relays: readonly string[],
): Promise<boolean> {
  if (mailboxes.length === 0) return Promise.resolve(false)
  const tags = mailboxes.map((url) => ["relay", url])
  return publish(signer, [...new Set([...relays, ...mailboxes])], { kind: MAILBOX_KIND, tags, content: "" })
}

type Draft = { kind: number; tags: string[][]; content: string }

async function publish(signer: Signer, relays: readonly string[], draft: Draft): Promise<boolean> {
  if (relays.length === 0) return false
  const link = new RelayLink([...relays], undefined, () => undefined)
  try {
    const event = await signer.sign({ ...draft, created_at: Math.floor(Date.now() / 1000) })
    await bounded(link.publish(event), { ms: ANNOUNCE_WAIT_MS, late: "" })
    return true
  } catch {
    return false
  } finally {
    link.close()
  }
}
