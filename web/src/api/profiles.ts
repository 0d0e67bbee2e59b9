import { type Accessor, batch, createEffect, createSignal, on, type Signal } from "solid-js"
import { isPubkey } from "~/domain/nostr"
import type { Profile } from "~/domain/profile"
import { useInfo } from "./info"

/** Indexer relays asked at once; the first that are configured. */
const RELAYS_MAX = 3
/** Authors of one request. */
const AUTHORS_MAX = 250
/** Profiles kept; a page that shows more people begins anew. */
const KEPT_MAX = 2_000

const known = new Map<string, Signal<Profile | undefined>>()
const asked = new Set<string>()

/**
 * The profiles of these people as they become known, by public key. Asked once a key, all together, from the indexer relays
 * that the server names; where none answers there are no names, and nobody is told. Signatures are verified.
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

function knownOf(pubkey: string): Signal<Profile | undefined> {
  const found = known.get(pubkey) ?? createSignal<Profile>()
  known.set(pubkey, found)
  return found
}

const keep = (found: Record<string, Profile>) =>
  batch(() => {
    for (const [pubkey, profile] of Object.entries(found)) knownOf(pubkey)[1](profile)
  })
