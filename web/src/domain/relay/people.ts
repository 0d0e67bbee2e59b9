import { npub, parseKey } from "~/domain/nostr"

/** Whether somebody is meant by what was typed: a part of their name, or the beginning of their ID. */
export function matchesPerson(query: string, pubkey: string, name: string | undefined): boolean {
  const wanted = plain(query)
  if (wanted === "") return true
  const key = parseKey(query)
  if (key.ok) return key.pubkey === pubkey
  return plain(name ?? "").includes(wanted) || npub(pubkey).startsWith(wanted) || pubkey.startsWith(wanted)
}

/** Small, and without the marks over letters: “asa” finds “Åsa”, and the other way round. */
const plain = (words: string): string => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim()

/** The owner first, then whoever reads, then the others as the relay keeps them. */
export function inOrder(people: readonly string[], owner: string, viewer: string | undefined): string[] {
  const first = [owner, viewer].filter((key): key is string => key !== undefined && people.includes(key))
  return [...new Set([...first, ...people])]
}
