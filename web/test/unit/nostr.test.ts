import { nip19 } from "nostr-tools"
import { describe, expect, test } from "vitest"
import { isPubkey, npub, parseKey, shortId } from "../../src/domain/nostr"

/** NIP-19's own examples. */
const KNOWN = [
  [
    "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d",
    "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6",
  ],
  [
    "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e",
    "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg",
  ],
] as const
const NPROFILE =
  "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p"

/** A small linear congruential generator: the run can be repeated with the seed it prints. */
function randomKeys(seed: number, count: number): string[] {
  let state = seed
  const byte = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 24).toString(16).padStart(2, "0")
  }
  return Array.from({ length: count }, () => Array.from({ length: 32 }, byte).join(""))
}

describe("public keys", () => {
  test.each(KNOWN)("%s is written as its npub and read back", (hex, id) => {
    expect(npub(hex)).toBe(id)
    expect(parseKey(id)).toEqual({ ok: true, pubkey: hex })
    expect(parseKey(` nostr:${id.toUpperCase()} `)).toEqual({ ok: true, pubkey: hex })
  })

  test("any key agrees with nostr-tools, both ways", () => {
    const seed = Date.now() % 1_000_000
    for (const hex of randomKeys(seed, 200)) {
      expect(npub(hex), `seed ${seed}`).toBe(nip19.npubEncode(hex))
      expect(parseKey(nip19.npubEncode(hex)), `seed ${seed}`).toEqual({ ok: true, pubkey: hex })
      const profile = nip19.nprofileEncode({ pubkey: hex, relays: ["wss://relay.example.com"] })
      expect(parseKey(profile), `seed ${seed}`).toEqual({ ok: true, pubkey: hex })
    }
  })

  test("hex and nprofile are taken as well", () => {
    expect(parseKey(KNOWN[0][0].toUpperCase())).toEqual({ ok: true, pubkey: KNOWN[0][0] })
    expect(parseKey(NPROFILE)).toEqual({ ok: true, pubkey: KNOWN[0][0] })
  })

  test("each mistyped letter of an npub is noticed", () => {
    const id = KNOWN[0][1]
    for (let at = 5; at < id.length; at++) {
      const wrong = `${id.slice(0, at)}${id[at] === "q" ? "p" : "q"}${id.slice(at + 1)}`
      expect(parseKey(wrong), wrong).toEqual({ ok: false, problem: "mistyped" })
    }
  })

  test.each([
    ["", "empty"],
    ["  nostr: ", "empty"],
    ["nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", "secret"],
    ["ncryptsec1qgg9947rlpvqu76pj5", "secret"],
    ["Marit", "not-a-key"],
    ["3bf0c63f", "not-a-key"],
    [KNOWN[0][1].slice(0, -1), "mistyped"],
    [`${KNOWN[0][1]}q`, "mistyped"],
    ["npub1", "mistyped"],
    [`Npub${KNOWN[0][1].slice(4)}`, "mistyped"],
    [`nprofile1${"q".repeat(5000)}`, "mistyped"],
  ])("%s is no public key: %s", (text, problem) => {
    expect(parseKey(text)).toEqual({ ok: false, problem })
  })

  test("the short form keeps both ends, and what is no key stays readable", () => {
    expect(shortId(KNOWN[0][0])).toBe("npub180c…jh6w6")
    expect(shortId("system")).toBe("system")
    expect(isPubkey("system")).toBe(false)
  })
})
