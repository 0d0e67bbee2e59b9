import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { describe, expect, it } from "vitest"
import type { EventTemplate } from "~/auth/signer"
import { verified } from "~/auth/verify"

const secret = generateSecretKey()
const pubkey = getPublicKey(secret)
const asked: EventTemplate = {
  kind: 27235,
  created_at: 1_700_000_000,
  tags: [["u", "https://host.example"]],
  content: "",
}
const plain = (template: EventTemplate, key = secret) => JSON.parse(JSON.stringify(finalizeEvent({ ...template }, key)))

describe("what a signer gives back", () => {
  it("is_taken_when_it_is_what_was_asked_for", () => {
    const answer = plain(asked)
    expect(verified(asked, pubkey, answer)).toEqual(answer)
  })

  it("may_have_a_time_of_its_own", () => {
    const answer = plain({ ...asked, created_at: asked.created_at + 5 })
    expect(verified(asked, pubkey, answer).created_at).toBe(asked.created_at + 5)
  })

  it("loses_what_nobody_asked_for", () => {
    expect(verified(asked, pubkey, { ...plain(asked), extra: "more" })).not.toHaveProperty("extra")
  })

  const other = generateSecretKey()
  const refused: [string, unknown, RegExp][] = [
    ["another kind", plain({ ...asked, kind: 1 }), /didn’t ask for/],
    ["another content", plain({ ...asked, content: "pay" }), /didn’t ask for/],
    ["other tags", plain({ ...asked, tags: [["u", "https://evil.example"]] }), /didn’t ask for/],
    ["more tags", plain({ ...asked, tags: [...asked.tags, ["client", "x"]] }), /didn’t ask for/],
    ["another key", plain(asked, other), /a different key/],
    ["another key that claims ours", { ...plain(asked, other), pubkey }, /signature/],
    ["a changed signature", { ...plain(asked), sig: "0".repeat(128) }, /signature/],
    ["a changed id", { ...plain(asked), id: "0".repeat(64) }, /signature/],
    ["a time after the fact", { ...plain(asked), created_at: asked.created_at + 1 }, /signature/],
    ["a time that is none", { ...plain(asked), created_at: Number.NaN }, /couldn’t read/],
    ["nothing", null, /couldn’t read/],
    ["a text", "signed", /couldn’t read/],
    ["an id that is none", { ...plain(asked), id: 7 }, /couldn’t read/],
  ]
  for (const [what, answer, sentence] of refused) {
    it(`is_refused_with_${what.replaceAll(" ", "_")}`, () => {
      expect(() => verified(asked, pubkey, answer)).toThrow(sentence)
    })
  }

  it("is_not_believed_because_it_says_that_it_was_verified_already", () => {
    const answer = finalizeEvent({ ...asked }, secret)
    answer.content = "pay"
    expect(() => verified({ ...asked, content: "pay" }, pubkey, answer)).toThrow(/signature/)
  })
})
