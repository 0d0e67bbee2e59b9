import { type Accessor, batch, createEffect, createSignal, on, type Signal } from "solid-js"
import { isPubkey } from "~/domain/nostr"
import type { Profile } from "~/domain/profile"
import { useInfo } from "./info"

/** Indexer relays that are queried at once: the first configured ones. */
const RELAYS_MAX = 3
/** Most authors of one query. */
const AUTHORS_MAX = 250
/** Most cached profiles; beyond it the cache is cleared. */
const KEPT_MAX = 2_000

const known = new Map<string, Signal<Profile | undefined>>()
const asked = new Set<string>()

/**
 * The profiles of these people by public key, as they become known. Each key is looked up once, in batches, from the
 * indexer relays of the server. Failures are silent. Signatures are verified.
 */
export function useProfiles(pubkeys: Accessor<readonly string[]>): (pubkey: string) => Profile | undefined {
  const info = useInfo()
  createEffect(
    on([pubkeys, () => (info.isSuccess ? info.data.indexer_relays : undefined)], ([people, relays]) => {
      if (!relays || relays.length === 0) return
      if (asked.size > KEPT_MAX) asked.clear()
      const missing = [...new Set(people)].filter((pubkey) => isPubkey(pubkey) && !asked.has(pubkey))
      for (const pubkey of missing) asked.add(pubkey)
      for (let at = 0; at < missing.length; at += AUTHORS_MAX) {
        const authors = missing.slice(at, at + AUTHORS_MAX)
        import("./indexers")
          .then(({ fetchProfiles }) => fetchProfiles(relays.slice(0, RELAYS_MAX), authors))
          .then(keep, () => {})
      }
    }),
  )
  return (pubkey) => knownOf(pubkey)[0]()
}

/** Shows a changed profile on all pages at once. */
export const rememberProfile = (pubkey: string, profile: Profile): void => {
  knownOf(pubkey)[1](profile)
}

function knownOf(pubkey: string): Signal<Profile | undefined> {
  const found = known.get(pubkey) ?? createSignal<Profile>()
  known.set(pubkey, found)
  return found
}

const keep = (found: Record<string, Profile>) =>
  batch(() => {
    for (const [pubkey, profile] of Object.entries(found)) knownOf(pubkey)[1](profile)
  })
