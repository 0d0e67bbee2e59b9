import { bounded } from "./bounded"
import { RelayLink } from "./relay-link"
import type { Signer } from "./signer"

const PROFILE_KIND = 0
/** The name is told to others while the person reads the last step; nobody waits for it longer. */
const ANNOUNCE_WAIT_MS = 8_000

/** Tells the relays that keep profiles what a new key is called. True when at least one took it; never throws. */
export async function announceName(signer: Signer, name: string, relays: readonly string[]): Promise<boolean> {
  if (relays.length === 0) return false
  const link = new RelayLink([...relays], undefined, () => undefined)
  try {
    const event = await signer.sign({
      kind: PROFILE_KIND,
      created_at: Math.floor(Date.now() / 1000),
      tags: [],
      content: JSON.stringify({ name, display_name: name }),
    })
    await bounded(link.publish(event), { ms: ANNOUNCE_WAIT_MS, late: "" })
    return true
  } catch {
    return false
  } finally {
    link.close()
  }
}
