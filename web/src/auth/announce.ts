import { bounded } from "./bounded"
import { RelayLink } from "./relay-link"
import type { SignedEvent, Signer } from "./signer"

const PROFILE_KIND = 0
/** NIP-65: the relays of a key. */
const RELAY_LIST_KIND = 10002
/** NIP-17: the relays for private messages to a key. */
const MAILBOX_KIND = 10050
/** Time limit, in milliseconds. The page does not wait for it. */
const ANNOUNCE_WAIT_MS = 8_000

/** The name of a new key, the relays where it is published, and the relays for private messages to it. */
export type NewKey = { name: string; relays: readonly string[]; mailboxes: readonly string[] }

/**
 * Publishes the profile (kind 0), the relay list (NIP-65) and the mailbox (NIP-17) of a new key. @returns whether at
 * least one relay accepted the profile; never throws
 */
export async function announceKey(signer: Signer, { name, relays, mailboxes }: NewKey): Promise<boolean> {
  const tags = relays.map((url) => ["r", url])
  const [published] = await Promise.all([
    publish(signer, relays, { kind: PROFILE_KIND, tags: [], content: JSON.stringify({ name, display_name: name }) }),
    publish(signer, relays, { kind: RELAY_LIST_KIND, tags, content: "" }),
    publishMailbox(signer, mailboxes, relays),
  ])
  return published
}

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

/**
 * Publishes a changed profile (kind 0) with the tags of the present event, in a later second than it. @returns whether
 * at least one relay accepted it; never throws
 */
export const publishProfile = (
  signer: Signer,
  relays: readonly string[],
  content: string,
  present: SignedEvent | null,
): Promise<boolean> =>
  publish(signer, relays, {
    kind: PROFILE_KIND,
    tags: present?.tags ?? [],
    content,
    earliest: (present?.created_at ?? 0) + 1,
  })

type Draft = { kind: number; tags: string[][]; content: string; earliest?: number }

async function publish(signer: Signer, relays: readonly string[], { earliest = 0, ...draft }: Draft) {
  if (relays.length === 0) return false
  const link = new RelayLink([...relays], undefined, () => undefined)
  try {
    const event = await signer.sign({ ...draft, created_at: Math.max(Math.floor(Date.now() / 1000), earliest) })
    await bounded(link.publish(event), { ms: ANNOUNCE_WAIT_MS, late: "" })
    return true
  } catch {
    return false
  } finally {
    link.close()
  }
}
