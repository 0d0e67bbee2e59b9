import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { text } from "~/features/marketing/words/en/marketing"
import { CHECKS } from "../claims/checks"
import { ANSWERS, CLAIM_NOTHING, CLAIMS, leaves, type Proof, SPOKEN, sentencesOf } from "../claims/claims"

const HOME = new URL("../../../", import.meta.url)

/** The sentences and functions of the first page that could claim something. */
const claiming = [...leaves(text)].filter(([place]) => !CLAIM_NOTHING.some((pattern) => pattern.test(place)))
const sentences = claiming.flatMap(([place, leaf]) =>
  typeof leaf === "string" ? sentencesOf(leaf).map((said) => [place, said] as const) : [],
)
const spoken = claiming.filter(([, leaf]) => typeof leaf === "function").map(([place]) => place)

/** What is wrong with a proof, if anything. */
function faultOf(proof: Proof): string | undefined {
  if ("check" in proof) return proof.check in CHECKS ? undefined : `no check ${proof.check}`
  if ("statement" in proof) return proof.statement.length > 5 ? undefined : "a statement without a reason"
  const file = new URL(proof.test, HOME)
  if (!existsSync(file)) return `no file ${proof.test}`
  return readFileSync(file, "utf8").includes(proof.named) ? undefined : `${proof.test} has no test ${proof.named}`
}

describe("every claim of the first page", () => {
  it("has a proof, sentence by sentence", () => {
    const unproven = sentences.filter(([, said]) => !ANSWERS.includes(said) && !(said in CLAIMS))
    expect(unproven, "add them to test/claims/claims.ts").toEqual([])
  })

  it("has a proof where its words depend on the server", () => {
    expect(spoken.filter((place) => !(place in SPOKEN))).toEqual([])
  })

  it("is still made: the list has no other", () => {
    const said = new Set(sentences.map(([, sentence]) => sentence))
    expect(Object.keys(CLAIMS).filter((sentence) => !said.has(sentence))).toEqual([])
    expect(Object.keys(SPOKEN).filter((place) => !spoken.includes(place))).toEqual([])
  })

  it.each([...Object.entries(CLAIMS), ...Object.entries(SPOKEN)])(
    "is proven by something that exists: %s",
    (_, { by }) => {
      expect(by.length).toBeGreaterThan(0)
      expect(by.map(faultOf).filter(Boolean)).toEqual([])
    },
  )
})
