import { nip19 } from "nostr-tools"
import { encrypt, getConversationKey } from "nostr-tools/nip44"
import { generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { afterEach, describe, expect, it, vi } from "vitest"
import { lock, unlock } from "~/auth/key-file"
import { lockedKeyIn } from "~/auth/key-file-text"
import { keySigner, lockKey, secretIn, unlockKey } from "~/auth/keys"
import type { ScryptAnswer, ScryptQuestion } from "~/auth/scrypt.worker"
import { text } from "~/components/new-key/words/en/new-key"
import { fileNamePart, nameInKeyFile } from "~/domain/key-file"

/** NIP-49's own example. */
const LOCKED =
  "ncryptsec1qgg9947rlpvqu76pj5ecreduf9jxhselq2nae2kghhvd5g7dgjtcxfqtd67p9m0w57lspw8gsq6yphnm8623nsl8xn9j4jdzz84zm3frztj3z7s35vpzmqf6ksu8r89qk5z2zxfmu5gv8th8wclt0h4p"
const SECRET = "3501454135014541350145413501453fefb02227e449e57cf4d3a3ce05378683"
const QUICK = 4
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

describe("a key file", () => {
  it("opens_the_example_of_the_specification", () => {
    expect(hex(unlock(LOCKED, "nostr"))).toBe(SECRET)
  })

  it("says_plainly_that_the_password_is_another", () => {
    expect(() => unlock(LOCKED, "hunter2")).toThrow("That’s not the password for this key file.")
  })

  it("takes_a_password_in_whatever_way_its_letters_are_written", () => {
    const secret = generateSecretKey()
    const locked = lock(secret, "\u212b\u2126\u1e9b\u0323", QUICK)
    expect(hex(unlock(locked, "\u00c5\u03a9\u1e69"))).toBe(hex(secret))
  })

  it("is_found_in_the_text_of_the_file_we_make", () => {
    const file = text.file.content({
      product: "Caravel",
      name: "Ines",
      id: "npub1x",
      day: "2026-01-01",
      locked: LOCKED,
    })
    expect(lockedKeyIn(file)).toBe(LOCKED)
    expect(lockedKeyIn(LOCKED.toUpperCase())).toBe(LOCKED)
    expect(nameInKeyFile(file)).toBe("Ines")
  })

  it("is_refused_where_anything_in_it_is_changed_or_missing", () => {
    const locked = lock(generateSecretKey(), "pass", QUICK)
    for (let at = "ncryptsec1".length; at < locked.length; at += 7) {
      const changed = `${locked.slice(0, at)}${locked[at] === "q" ? "p" : "q"}${locked.slice(at + 1)}`
      expect(() => unlock(changed, "pass")).toThrow(/damaged|memory/)
    }
    expect(() => unlock(locked.slice(0, -5), "pass")).toThrow(text_damaged)
  })
  const text_damaged = "The key file is damaged"

  it("that_asks_for_more_than_a_browser_has_is_refused_before_it_is_paid", () => {
    const bytes = new Uint8Array(91)
    bytes.set([2, 21])
    const greedy = nip19.encodeBytes("ncryptsec", bytes)
    expect(() => lockedKeyIn(greedy)).toThrow(/more memory than a browser allows/)
  })

  const wrong: [string, RegExp][] = [
    ["", /Choose your key file/],
    ["hello", /not a key file/],
    [nip19.nsecEncode(generateSecretKey()), /unprotected secret key/],
    [SECRET, /unprotected secret key/],
  ]
  for (const [pasted, sentence] of wrong) {
    it(`refuses_${JSON.stringify(pasted.slice(0, 8))}_with_its_sentence`, () => {
      expect(() => lockedKeyIn(pasted)).toThrow(sentence)
    })
  }

  it("has_a_name_that_any_system_takes", () => {
    expect(fileNamePart("Inês da Sílva", "x")).toBe("ines-da-silva")
    expect(fileNamePart("../../etc/passwd", "x")).toBe("etc-passwd")
    expect(fileNamePart("海", "caravel")).toBe("caravel")
    expect(fileNamePart("a".repeat(99), "x").length).toBe(32)
  })
})

describe("the Worker that locks and unlocks", () => {
  afterEach(() => vi.unstubAllGlobals())

  /** A Worker in this thread: what it is sent arrives the way structured cloning would, moved. */
  function worker(answers: (question: ScryptQuestion) => ScryptAnswer | undefined) {
    const ended = vi.fn()
    class HereWorker {
      onmessage: ((message: { data: ScryptAnswer }) => void) | undefined
      postMessage(question: ScryptQuestion, transfer: ArrayBuffer[]) {
        const moved = structuredClone(question, { transfer })
        queueMicrotask(() => {
          const answer = answers(moved)
          if (answer) this.onmessage?.({ data: answer })
        })
      }
      terminate = ended
    }
    vi.stubGlobal("Worker", HereWorker)
    return ended
  }

  it("locks_a_copy_and_leaves_the_key_to_its_owner", async () => {
    let seen: ScryptQuestion | undefined
    const ended = worker((question) => {
      seen = question
      return { locked: LOCKED }
    })
    const secret = generateSecretKey()
    const before = hex(secret)
    expect(await lockKey(secret, "pass")).toBe(LOCKED)
    expect(hex(secret)).toBe(before)
    expect(seen?.ask === "lock" && hex(seen.secret)).toBe(before)
    expect(ended).toHaveBeenCalledOnce()
  })

  it("is_ended_when_somebody_stops_it", async () => {
    const ended = worker(() => undefined)
    const stop = new AbortController()
    const opening = unlockKey(LOCKED, "nostr", stop.signal)
    stop.abort()
    await expect(opening).rejects.toMatchObject({ reason: "cancelled" })
    expect(ended).toHaveBeenCalledOnce()
  })

  it("is_ended_when_it_takes_too_long", async () => {
    vi.useFakeTimers()
    const ended = worker(() => undefined)
    const opening = expect(unlockKey(LOCKED, "nostr")).rejects.toMatchObject({ reason: "timeout" })
    await vi.advanceTimersByTimeAsync(60_000)
    await opening
    expect(ended).toHaveBeenCalledOnce()
    vi.useRealTimers()
  })
})

describe("a key in memory", () => {
  it("is_read_from_an_nsec_or_hex_and_from_nothing_else", () => {
    const secret = generateSecretKey()
    expect(hex(secretIn(` ${nip19.nsecEncode(secret)} `))).toBe(hex(secret))
    expect(hex(secretIn(hex(secret)))).toBe(hex(secret))
    expect(() => secretIn("")).toThrow(/Paste your secret key/)
    expect(() => secretIn(nip19.npubEncode(SECRET))).toThrow(/That’s your ID/)
    expect(() => secretIn(LOCKED)).toThrow(/locked key/)
    const nsec = nip19.nsecEncode(secret)
    const misspelt = nsec.slice(0, -1) + (nsec.endsWith("q") ? "p" : "q")
    expect(() => secretIn(misspelt)).toThrow(/not a secret key/)
    expect(() => secretIn("0".repeat(64))).toThrow(/not a secret key/)
  })

  it("is_wiped_when_its_signer_closes_and_signs_nothing_more", async () => {
    const secret = generateSecretKey()
    const signer = keySigner(secret)
    const template = { kind: 1, created_at: 1, tags: [], content: "" }
    expect((await signer.sign(template)).pubkey).toBe(signer.pubkey)
    const friend = generateSecretKey()
    const message = encrypt("hello", getConversationKey(friend, signer.pubkey))
    expect(await signer.nip44Decrypt(getPublicKey(friend), message)).toBe("hello")
    await expect(signer.nip44Decrypt(signer.pubkey, message)).rejects.toMatchObject({ reason: "wrong-answer" })
    await signer.close()
    await expect(signer.nip44Decrypt(getPublicKey(friend), message)).rejects.toThrow(/no longer has your key/)
    expect([...secret]).toEqual(new Array(32).fill(0))
    await expect(signer.sign(template)).rejects.toThrow(/no longer has your key/)
  })
})
