import { npub, parseKey } from "~/domain/nostr"

/** Whether a person matches a search: a part of their name, or the start of their ID. */
export function matchesPerson(query: string, pubkey: string, name: string | undefined): boolean {
  const wanted = plain(query)
  if (wanted === "") return true
  const key = parseKey(query)
  if (key.ok) return key.pubkey === pubkey
  return plain(name ?? "").includes(wanted) || npub(pubkey).startsWith(wanted) || pubkey.startsWith(wanted)
}

/** Lower case without accents: “asa” finds “Åsa”, and the reverse. */
const plain = (words: string): string => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim()

/** The owner first, then the reader, then the others in the relay's order. */
export function inOrder(people: readonly string[], owner: string, viewer: string | undefined): string[] {
  const first = [owner, viewer].filter((key): key is string => key !== undefined && people.includes(key))
  return [...new Set([...first, ...people])]
}
