/** Public keys as people pass them around (NIP-19), without a library: the entry chunk stays small. */

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
const CHECKSUM_CHARS = 6
/** An `nprofile` with a dozen relays is shorter than this. */
const KEY_TEXT_MAX_CHARS = 1000
const HEX_KEY = /^[0-9a-f]{64}$/

/** Why a text is no public key; the form has a sentence for each. */
export type KeyProblem = "empty" | "secret" | "mistyped" | "not-a-key"

export type ParsedKey = { ok: true; pubkey: string } | { ok: false; problem: KeyProblem }

/** Whether a text is a public key in hex, 64 small digits. */
export const isPubkey = (text: string): boolean => HEX_KEY.test(text)

/** A public key out of what a person pasted: hex, `npub1…` or `nprofile1…`, with `nostr:` before it or not. Never throws. */
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
  const mixedCase = bare !== lower && bare !== bare.toUpperCase()
  const decoded = mixedCase || lower.length > KEY_TEXT_MAX_CHARS ? undefined : decode(lower)
  const key = decoded && (decoded.prefix === "npub" ? decoded.bytes : firstKey(decoded.bytes))
  if (key?.length !== 32) return { ok: false, problem: "mistyped" }
  return { ok: true, pubkey: hex(key) }
}

/** `npub1…` of a public key in hex; what is no such key comes back as it is. */
export function npub(pubkey: string): string {
  if (!isPubkey(pubkey)) return pubkey
  const bytes = pubkey.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? []
  const words = regroup(bytes, 8, 5, true) ?? []
  const prefix = "npub"
  const sum = polymod([...expand(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1
  const check = Array.from({ length: CHECKSUM_CHARS }, (_, at) => (sum >> (5 * (5 - at))) & 31)
  return `${prefix}1${[...words, ...check].map((word) => ALPHABET[word]).join("")}`
}

/** The ID as lists show it: `npub1q7x…m4kd9`. */
export function shortId(pubkey: string): string {
  const id = npub(pubkey)
  return id.length > 18 ? `${id.slice(0, 8)}…${id.slice(-5)}` : id
}

/** The first entry of kind 0 in an nprofile: type, length, value, again and again. */
function firstKey(bytes: number[]): number[] | undefined {
  let at = 0
  while (at + 2 <= bytes.length) {
    const type = bytes[at] ?? 0
    const end = at + 2 + (bytes[at + 1] ?? 0)
    if (end > bytes.length) return undefined
    if (type === 0) return bytes.slice(at + 2, end)
    at = end
  }
  return undefined
}

function decode(text: string): { prefix: string; bytes: number[] } | undefined {
  const split = text.lastIndexOf("1")
  const words = Array.from(text.slice(split + 1), (char) => ALPHABET.indexOf(char))
  const prefix = text.slice(0, split)
  if (words.includes(-1) || words.length <= CHECKSUM_CHARS) return undefined
  if (polymod([...expand(prefix), ...words]) !== 1) return undefined
  const bytes = regroup(words.slice(0, -CHECKSUM_CHARS), 5, 8, false)
  return bytes && { prefix, bytes }
}

const expand = (prefix: string): number[] => {
  const codes = Array.from(prefix, (char) => char.charCodeAt(0))
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)]
}

function polymod(words: number[]): number {
  let sum = 1
  for (const word of words) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ word
    for (const [bit, generator] of GENERATOR.entries()) if ((top >> bit) & 1) sum ^= generator
  }
  return sum
}

/** Bits in groups of another size; `undefined` where what is left over is not empty padding. */
function regroup(values: number[], from: number, to: number, pad: boolean): number[] | undefined {
  const out: number[] = []
  let held = 0
  let bits = 0
  for (const value of values) {
    held = ((held << from) | value) & 0xfff
    bits += from
    while (bits >= to) {
      bits -= to
      out.push((held >> bits) & ((1 << to) - 1))
    }
  }
  const rest = (held << (to - bits)) & ((1 << to) - 1)
  if (pad) return bits > 0 ? [...out, rest] : out
  return bits >= from || rest !== 0 ? undefined : out
}

const hex = (bytes: number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")
