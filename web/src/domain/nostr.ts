import { decode, npubEncode } from "nostr-tools/nip19"

/** An `nprofile` with a dozen relays is shorter than this. */
const KEY_TEXT_MAX_CHARS = 1000
const HEX_KEY = /^[0-9a-f]{64}$/

/** Why a text is not a public key; the form has a sentence for each. */
export type KeyProblem = "empty" | "secret" | "mistyped" | "not-a-key"

export type ParsedKey = { ok: true; pubkey: string } | { ok: false; problem: KeyProblem }

/** Whether a text is a public key in hex, 64 lower-case digits. */
export const isPubkey = (text: string): boolean => HEX_KEY.test(text)

/** Parses a pasted public key: hex, `npub1…` or `nprofile1…`, with or without `nostr:`. Never throws. */
export function parseKey(text: string): ParsedKey {
  const bare = text
    .trim()
    .replace(/^(web\+)?nostr:/i, "")
    .trim()
  if (bare === "") return { ok: false, problem: "empty" }
  const lower = bare.toLowerCase()
  if (lower.startsWith("nsec1") || lower.startsWith("ncryptsec1")) return { ok: false, problem: "secret" }
  if (isPubkey(lower)) return { ok: true, pubkey: lower }
  if (!lower.startsWith("npub1") && !lower.startsWith("nprofile1")) return { ok: false, problem: "not-a-key" }
  const pubkey = bare.length > KEY_TEXT_MAX_CHARS ? undefined : publicKeyIn(bare)
  return pubkey ? { ok: true, pubkey } : { ok: false, problem: "mistyped" }
}

/** `npub1…` of a public key in hex. Other text is returned unchanged. */
export const npub = (pubkey: string): string => (isPubkey(pubkey) ? npubEncode(pubkey) : pubkey)

/** The ID as in lists: `npub1q7x…m4kd9`. */
export function shortId(pubkey: string): string {
  const id = npub(pubkey)
  return id.length > 18 ? `${id.slice(0, 8)}…${id.slice(-5)}` : id
}

/** The public key in a NIP-19 text, if its checksum is right and it has one. */
function publicKeyIn(text: string): string | undefined {
  try {
    const { type, data } = decode(text)
    const pubkey = type === "nprofile" ? data.pubkey : type === "npub" ? data : ""
    return isPubkey(pubkey) ? pubkey : undefined
  } catch {
    return undefined
  }
}
