import { describe, expect, it } from "vitest"
import { strengthOf } from "~/domain/password"

describe("the strength of a password", () => {
  const cases: [string, string][] = [
    ["", "short"],
    ["elevenchars", "short"],
    ["aaaaaaaaaaaaaaaa", "weak"],
    ["abababababababab", "weak"],
    ["abcdefghijklmnop", "weak"],
    ["123456789012345", "weak"],
    ["passwordpassword", "weak"],
    ["password1234", "weak"],
    ["green-lamp-9k", "fair"],
    ["cedar-lantern-47-porto", "strong"],
    ["wachtel über sieben berge", "strong"],
    ["正しい馬電池の主食です青い空の下で", "strong"],
  ]
  for (const [password, word] of cases) {
    it(`of_${JSON.stringify(password)}_is_${word}`, () => {
      expect(strengthOf(password).word).toBe(word)
    })
  }

  it("says_how_many_characters_are_missing", () => {
    expect(strengthOf("seven77")).toEqual({ word: "short", missing: 5 })
  })

  it("does_not_count_the_name_that_everybody_knows", () => {
    expect(strengthOf("marta-marta-marta", "Marta").word).toBe("weak")
  })
})
